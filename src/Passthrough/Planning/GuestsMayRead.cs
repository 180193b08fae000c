namespace Passthrough.Planning;

/// <summary>libvirt's guests may read an option ROM: the user who runs QEMU, AppArmor and SELinux, where they are on, let them.</summary>
/// <param name="Path">The machine's own path of the file.</param>
public sealed record GuestsMayRead(string Path) : Postcondition
{
    /// <inheritdoc/>
    public override bool AwaitsReboot() => false;

    /// <inheritdoc/>
    public override bool ConcernsBoot() => false;
}
