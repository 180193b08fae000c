namespace Passthrough.Planning;

/// <summary>A network of libvirt starts with libvirt, or does not (<c>/etc/libvirt/qemu/networks/autostart</c>).</summary>
/// <param name="Name">The network's name.</param>
/// <param name="IsAutomatic">What is expected.</param>
public sealed record NetworkIsAutomatic(string Name, bool IsAutomatic) : Postcondition
{
    /// <inheritdoc/>
    public override bool AwaitsReboot() => false;

    /// <inheritdoc/>
    public override bool ConcernsBoot() => false;
}
