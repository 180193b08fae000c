using System.Collections.Immutable;
using Passthrough.Host.Distribution;
using Passthrough.Processes;

namespace Passthrough.Rehearsal;

/// <summary>What the rehearsal needs on this machine, and how to get it.</summary>
public static class RehearsalRequirements
{
    /// <summary>All requirements.</summary>
    public static ImmutableArray<RehearsalRequirement> All { get; } =
    [
        Of("qemu-system-x86_64", "runs the virtual PC", "qemu-system-x86", "qemu-system-x86-core", "qemu-system-x86", "qemu-x86"),
        Of("qemu-img", "gives each rehearsal a fresh disk on the cached base", "qemu-utils", "qemu-img", "qemu-img", "qemu-img"),
        Of("mmdebstrap", "builds the virtual PC's Debian system", "mmdebstrap", "mmdebstrap", "mmdebstrap", "mmdebstrap"),
        Of("mke2fs", "writes the virtual PC's root file system", "e2fsprogs", "e2fsprogs", "e2fsprogs", "e2fsprogs"),
        Of("sfdisk", "partitions the virtual PC's disk", "fdisk", "util-linux", "util-linux", "util-linux"),
        Of("mcopy", "writes the virtual PC's EFI system partition", "mtools", "mtools", "mtools", "mtools"),
    ];

    /// <summary>The requirements that this machine lacks.</summary>
    public static ImmutableArray<RehearsalRequirement> Missing() => [.. All.Where(requirement => ProgramPath.Find(requirement.Program) is null)];

    /// <summary>The package manager of a distribution; null when it is not one that this program knows.</summary>
    public static string? PackageManagerOf(DistributionFacts distribution) =>
        distribution.Is("debian") || distribution.Is("ubuntu") ? "apt"
        : distribution.Is("fedora") || distribution.Is("rhel") ? "dnf"
        : distribution.Is("arch") ? "pacman"
        : distribution.Is("suse") || distribution.Is("opensuse") ? "zypper"
        : null;

    /// <summary>The packages of some requirements for a package manager, each once.</summary>
    public static ImmutableArray<string> Packages(IEnumerable<RehearsalRequirement> requirements, string packageManager) =>
        [.. requirements.Select(requirement => requirement.Packages[packageManager]).Distinct(StringComparer.Ordinal)];

    /// <summary>The line that installs packages, to be typed by a person.</summary>
    public static string InstallCommand(string packageManager, ImmutableArray<string> packages)
    {
        var verb = packageManager switch
        {
            "pacman" => "pacman -S --needed",
            "apt" => "apt-get install --no-install-recommends",
            _ => $"{packageManager} install",
        };
        return $"sudo {verb} {string.Join(' ', packages)}";
    }

    private static RehearsalRequirement Of(string program, string purpose, string apt, string dnf, string pacman, string zypper) =>
        new(program, purpose, ImmutableDictionary.CreateRange<string, string>(
            [new("apt", apt), new("dnf", dnf), new("pacman", pacman), new("zypper", zypper)]));
}
