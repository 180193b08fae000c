using System.Collections.Frozen;

namespace Passthrough.Host.Snapshots;

/// <summary>
/// Words that name nobody, although machines, users and disks may be called so. They are replaced only where they stand as a name: everywhere else the word
/// means something, and a snapshot in which <c>ID=debian</c> is gone is of no use.
/// </summary>
internal static class OrdinaryWords
{
    private const int ShortestName = 5;

    private static readonly FrozenSet<string> Words = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "localhost", "linux", "debian", "ubuntu", "fedora", "centos", "rocky", "almalinux", "redhat", "opensuse", "gentoo", "nixos", "archlinux", "manjaro", "proxmox",
        "unraid", "raspberrypi", "desktop", "laptop", "server", "workstation", "machine", "computer", "gaming", "router", "system", "default", "admin", "administrator",
        "guest", "kvmhost", "intel", "nvidia", "radeon", "virtual", "libvirt", "passthrough", "windows", "storage", "backup", "video", "audio", "render", "input", "kernel",
        "device", "devices", "driver", "drivers", "power", "control", "connected", "disabled", "enabled", "users", "removed", "block", "module", "modules", "group", "groups");

    /// <summary>Labels of file systems that everybody has.</summary>
    private static readonly FrozenSet<string> Labels = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "root", "rootfs", "boot", "efi", "esp", "uefi", "system", "swap", "home", "data", "var", "tmp", "usr", "cloudimg-rootfs", "EFI System Partition", "EFI\\x20System\\x20Partition",
        "primary", "Basic\\x20data\\x20partition", "Microsoft\\x20reserved\\x20partition");

    /// <summary>True for a name that is safe to look for everywhere.</summary>
    public static bool IsDistinctive(string name) => name.Length >= ShortestName && !Words.Contains(name);

    /// <summary>True for a label that tells nothing about one machine.</summary>
    public static bool IsUsualLabel(string label) => Labels.Contains(label);
}
