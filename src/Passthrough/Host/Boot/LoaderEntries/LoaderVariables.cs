using Passthrough.Host.Firmware;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Boot.LoaderEntries;

/// <summary>The EFI variables by which systemd-boot is told what to start, and tells what it started (https://systemd.io/BOOT_LOADER_INTERFACE/).</summary>
/// <param name="Selected">The id of the entry that it started (<c>LoaderEntrySelected</c>); null when it does not tell.</param>
/// <param name="Default">The id, or pattern, that it starts when nobody chooses (<c>LoaderEntryDefault</c>); null when <c>loader.conf</c> and the menu's order decide.</param>
/// <param name="OneShot">The id that it starts the next time only (<c>LoaderEntryOneShot</c>); null for none.</param>
/// <param name="LastBooted">The id that was started last, which <c>@saved</c> means (<c>LoaderEntryLastBooted</c>); null when it is not kept.</param>
/// <param name="CanBeTold">True when it says that it reads the two (<c>LoaderFeatures</c>).</param>
public sealed record LoaderVariables(string? Selected, string? Default, string? OneShot, string? LastBooted, bool CanBeTold)
{
    /// <summary>The name of <see cref="Default"/>.</summary>
    public const string DefaultName = "LoaderEntryDefault";

    /// <summary>The name of <see cref="OneShot"/>.</summary>
    public const string OneShotName = "LoaderEntryOneShot";

    private const string FileSuffix = ".conf";
    private const string ImageSuffix = ".efi";
    private const ulong ReadsDefault = 1 << 2;
    private const ulong ReadsOneShot = 1 << 3;

    /// <summary>What ends the id of an entry file, by the example of the one that was started: systemd-boot before 246 left <c>.conf</c>, and <c>.efi</c> of an image, out.</summary>
    public string IdEnd => Selected is null || Selected.EndsWith(FileSuffix, StringComparison.Ordinal) || Selected.EndsWith(ImageSuffix, StringComparison.Ordinal) ? FileSuffix : "";

    /// <summary>The id by which systemd-boot is told of an entry.</summary>
    /// <param name="entry">A file below <c>loader/entries</c>, or a unified kernel image.</param>
    public string IdOf(LoaderEntry entry) => entry.Path.EndsWith(FileSuffix, StringComparison.Ordinal) ? entry.Id + IdEnd : entry.Id;

    /// <summary>Which of the two a path is.</summary>
    /// <param name="path">The path of <see cref="Default"/> or <see cref="OneShot"/>.</param>
    internal static string NameOf(string path) => path.Contains(OneShotName, StringComparison.Ordinal) ? OneShotName : DefaultName;

    /// <summary>Reads them.</summary>
    /// <param name="reader">The machine.</param>
    internal static LoaderVariables Read(MachineReader reader) => new(
        EfiVariables.LoaderText(reader, "LoaderEntrySelected"),
        EfiVariables.LoaderText(reader, DefaultName),
        EfiVariables.LoaderText(reader, OneShotName),
        EfiVariables.LoaderText(reader, "LoaderEntryLastBooted"),
        EfiVariables.LoaderBits(reader, "LoaderFeatures") is { } bits && (bits & ReadsDefault) != 0 && (bits & ReadsOneShot) != 0);
}
