namespace Passthrough.Planning;

/// <summary>A network of libvirt is on, or is not (<c>/run/libvirt/network</c>).</summary>
/// <param name="Name">The network's name.</param>
/// <param name="IsActive">What is expected.</param>
public sealed record NetworkIsActive(string Name, bool IsActive) : Postcondition
{
    /// <inheritdoc/>
    public override bool AwaitsReboot() => false;

    /// <inheritdoc/>
    public override bool ConcernsBoot() => false;
}
