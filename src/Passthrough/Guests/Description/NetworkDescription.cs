using Passthrough.Guests.Network;

namespace Passthrough.Guests.Description;

/// <summary>A network interface that is wanted.</summary>
/// <param name="Kind">What it is connected to.</param>
/// <param name="Source">See <see cref="GuestNetwork.Source"/>; null for libvirt's network <c>default</c>.</param>
public sealed record NetworkDescription(GuestNetworkKind Kind, string? Source)
{
    /// <summary>See <see cref="GuestNetwork.Mac"/>.</summary>
    public string? Mac { get; init; }

    /// <summary>See <see cref="GuestNetwork.Model"/>.</summary>
    public GuestNetworkModel? Model { get; init; }

    /// <summary>See <see cref="GuestNetwork.Queues"/>.</summary>
    public int? Queues { get; init; }
}
