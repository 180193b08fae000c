using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Passthrough.Host.Boot.LoaderEntries;

namespace Passthrough.Host.Boot.UnifiedImages;

/// <summary>
/// A unified kernel image: an EFI program that holds a kernel, its initramfs and its kernel line (https://uapi-group.org/specifications/specs/unified_kernel_image/). Below <c>EFI/Linux</c> it is
/// an entry of type 2 of the Boot Loader Specification; the firmware can start it by itself as well.
/// </summary>
/// <param name="Path">The machine's own path of the file.</param>
/// <param name="CommandLine">The kernel line in it, in one line; null when it has none and is started with what the boot loader gives.</param>
/// <param name="KernelVersion">The release of its kernel; null when neither it nor the kernel in it says so.</param>
/// <param name="IsSigned">True when it bears a signature.</param>
public sealed record UnifiedImage(string Path, string? CommandLine, string? KernelVersion, bool IsSigned)
{
    /// <summary>The title that a menu shows; null when the image does not say of which system it is.</summary>
    public string? Title { get; init; }

    /// <summary>The system that it starts (<c>ID</c> of os-release(5)); null when it does not say so.</summary>
    public string? SystemId { get; init; }

    /// <summary>What systemd-boot sorts it by first; null for nothing.</summary>
    public string? SortKey { get; init; }

    /// <summary>The version that systemd-boot sorts it by; null for nothing.</summary>
    public string? Version { get; init; }

    /// <summary>The program that built it and can build it anew (mkinitcpio or dracut); <see cref="InitramfsGenerator.Unknown"/> when that is not certain.</summary>
    [JsonConverter(typeof(CamelCaseEnumConverter<InitramfsGenerator>))]
    public InitramfsGenerator Builder { get; init; }

    /// <summary>True when kernel-install(8) has it built, by ukify or another program that its settings name; <see cref="Builder"/> is then what makes the initramfs in it.</summary>
    public bool IsByKernelInstall { get; init; }

    /// <summary>True when it starts another installed system.</summary>
    public bool IsForeign { get; init; }

    /// <summary>The words of <see cref="CommandLine"/>, quotes resolved.</summary>
    [JsonIgnore]
    public ImmutableArray<string> Parameters => KernelCommandLine.Split(CommandLine ?? "");

    /// <summary>The place of the partition, which is the machine's own path up to <c>EFI</c>; null when the path has no such folder.</summary>
    [JsonIgnore]
    public string? Place => Path.LastIndexOf(EfiFolder, StringComparison.OrdinalIgnoreCase) is > 0 and var end ? Path[..end] : null;

    /// <summary>The name by which boot loaders and the firmware know it: from the root of the partition.</summary>
    [JsonIgnore]
    public string LoaderPath => Place is { } place ? Path[place.Length..] : Path;

    private const string EfiFolder = "/EFI/";

    /// <summary>It as systemd-boot takes it into its menu, with the file's name in lower case as its id.</summary>
    public LoaderEntry ToLoaderEntry() => new()
    {
        Id = LoaderEntryFile.WithoutCount(System.IO.Path.GetFileName(Path)).ToLowerInvariant(),
        Path = Path,
        Title = Title,
        Version = Version,
        SortKey = SortKey,
        Options = Parameters,
    };

    /// <summary>It as something that starts a machine.</summary>
    /// <param name="isDefault">See <see cref="BootEntry.IsDefault"/>.</param>
    internal BootEntry ToBootEntry(bool isDefault) => new(Title ?? System.IO.Path.GetFileName(Path), LoaderPath, Parameters, [], RescueWords.AreIn(Parameters), isDefault) { Path = Path, IsForeign = IsForeign };
}
