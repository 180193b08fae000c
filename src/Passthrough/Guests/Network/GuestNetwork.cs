namespace Passthrough.Guests.Network;

/// <summary>A network interface of a guest.</summary>
/// <param name="Kind">What it is connected to.</param>
/// <param name="Source">libvirt's network (null with plain QEMU), the bridge, or the interface below the macvtap.</param>
/// <param name="Mac">Its address, <c>52:54:00:xx:xx:xx</c> unless given.</param>
public sealed record GuestNetwork(GuestNetworkKind Kind, string? Source, string Mac)
{
    /// <summary>The card that the guest sees.</summary>
    public GuestNetworkModel Model { get; init; }

    /// <summary>Queues of a virtio card, so that several processors work on it; 1 for one.</summary>
    public int Queues { get; init; } = 1;
}
