using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Passthrough.Host.Boot.LoaderEntries;

/// <summary>
/// One file below <c>loader/entries</c> on the boot partition or the ESP: an entry of type 1 of the Boot Loader Specification
/// (https://uapi-group.org/specifications/specs/boot_loader_specification/), which systemd-boot and GRUB's <c>blscfg</c> read.
/// </summary>
public sealed record LoaderEntry
{
    /// <summary>The file name without <c>.conf</c> and without the boot counter (<c>+3-1</c>).</summary>
    public required string Id { get; init; }

    /// <summary>The machine's own path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>What the menu shows; null when the file has no title.</summary>
    public string? Title { get; init; }

    /// <summary>The version that the menu sorts by; null when the file has none.</summary>
    public string? Version { get; init; }

    /// <summary>The kernel's version: without the number of the snapshot that sdbootutil puts before it (<c>15@6.9.1-1-default</c>); null when the file has none.</summary>
    [JsonIgnore]
    public string? KernelVersion => Version?[(Version.IndexOf('@') + 1)..];

    /// <summary>The machine-id of the system that the entry starts; null when the file has none.</summary>
    public string? MachineId { get; init; }

    /// <summary>What entries are sorted by first; null when the file has none.</summary>
    public string? SortKey { get; init; }

    /// <summary>The kernel image from the root of the partition; null for an entry that starts another EFI program.</summary>
    public string? Kernel { get; init; }

    /// <summary>The initramfs images, in order.</summary>
    public ImmutableArray<string> Initramfs { get; init; } = [];

    /// <summary>The kernel line's words of all <c>options</c> lines, in order, quotes resolved.</summary>
    public ImmutableArray<string> Options { get; init; } = [];

    /// <summary>True when GRUB starts it without a password (<c>grub_arg --unrestricted</c>).</summary>
    public bool IsUnrestricted { get; init; }
}
