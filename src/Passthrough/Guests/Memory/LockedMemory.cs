using Passthrough.Host.Virtualization;

namespace Passthrough.Guests.Memory;

/// <summary>
/// How much memory libvirt lets a domain's QEMU lock, on x86-64: VFIO locks all of a guest's memory, and a start fails when the limit is below it. The system's
/// libvirt daemon sets the limit by itself; a daemon or a QEMU of a plain user needs it as <c>memlock</c> in limits.conf(5) or <c>LimitMEMLOCK=</c>. KVM or not
/// makes no difference here. Pure.
/// </summary>
public static class LockedMemory
{
    // What libvirt adds for memory of emulated devices.
    private const long DevicesKib = 1024 * 1024;

    private static readonly ToolVersion SeparateAddressSpaces = new(8, 7);
    private static readonly ToolVersion SeparateNvmeDisks = new(9, 3);

    /// <summary>The limit that libvirt sets.</summary>
    /// <param name="needs">The domain.</param>
    /// <param name="rule">How this libvirt counts.</param>
    /// <returns>Null when it leaves the limit as it is: nothing has to be locked.</returns>
    public static MemlockLimit? Of(LockedMemoryNeeds needs, MemlockRule rule) =>
        needs.HardLimitKib is { } hard ? new MemlockLimit(hard * 1024)
        : needs.IsLocked ? new MemlockLimit(null)
        : Times(needs, rule) is > 0 and var times ? new MemlockLimit(((times * needs.MemoryKib) + DevicesKib) * 1024)
        : null;

    /// <summary>How a libvirt counts.</summary>
    /// <param name="libvirt">Its version; null when unknown, which is taken for the present one, whose limit is the highest.</param>
    public static MemlockRule RuleOf(ToolVersion? libvirt) =>
        libvirt is null || libvirt >= SeparateNvmeDisks ? MemlockRule.OncePerNvmeDisk
        : libvirt >= SeparateAddressSpaces ? MemlockRule.OncePerAddressSpace
        : MemlockRule.Once;

    private static int Times(LockedMemoryNeeds needs, MemlockRule rule)
    {
        var areDisksApart = rule == MemlockRule.OncePerNvmeDisk;
        var shared = needs.HostDevices + (areDisksApart ? 0 : needs.NvmeDisks);
        var apart = needs.VdpaDevices + (areDisksApart ? needs.NvmeDisks : 0);
        return rule == MemlockRule.Once
            ? Math.Min(1, shared + apart)
            : apart + (needs.HasVirtualIommu ? shared : Math.Min(1, shared));
    }
}
