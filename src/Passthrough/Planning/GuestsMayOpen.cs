namespace Passthrough.Planning;

/// <summary>libvirt lets its guests open a node (<c>cgroup_device_acl</c> in <c>/etc/libvirt/qemu.conf</c>).</summary>
/// <param name="Node">The node, as the file names it.</param>
public sealed record GuestsMayOpen(string Node) : Postcondition
{
    /// <inheritdoc/>
    public override bool AwaitsReboot() => false;

    /// <inheritdoc/>
    public override bool ConcernsBoot() => false;
}
