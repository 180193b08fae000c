using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Guests;
using Passthrough.Guests.Disks;
using Passthrough.Host.Distribution;
using Passthrough.Processes;

namespace Passthrough.Disks;

/// <summary>The commands of qemu-img. Formats are always said, never probed; paths are absolute, so that none is taken for an option or a protocol.</summary>
internal static class QemuImg
{
    /// <summary>The program.</summary>
    public const string Program = "qemu-img";

    // What a slow disk writes in a second, with much to spare; only a tool that hangs gets there.
    private const long SlowBytesPerSecond = 1 << 20;
    private static readonly TimeSpan LeastTime = TimeSpan.FromHours(1);
    private static readonly TimeSpan MostTime = TimeSpan.FromDays(30);

    /// <summary>Passes when the program is installed.</summary>
    /// <param name="distribution">The machine's distribution.</param>
    /// <exception cref="Failures.ToolFailedException">It is not; the next step names the package.</exception>
    public static void Require(DistributionFacts distribution) =>
        InstalledTool.Require(Program, "makes and changes disk images", distribution, manager => [manager is "apt" ? "qemu-utils" : Program]);

    /// <summary>How long a tool may take that reads or writes all of an image.</summary>
    /// <param name="bytes">The size of the image.</param>
    public static TimeSpan LimitFor(long bytes) => LeastTime + TimeSpan.FromSeconds(Math.Min(bytes / SlowBytesPerSecond, (long)MostTime.TotalSeconds));

    /// <summary>Lists the options for new images.</summary>
    /// <param name="format">The format.</param>
    /// <param name="target">Where the image would be, which adds the options of files.</param>
    public static ToolCommand OptionsHelp(GuestDiskFormat format, string target) => Of(0, ["create", "-f", Word(format), "-o", "help", target]);

    /// <summary>Makes an image.</summary>
    /// <param name="format">Its format.</param>
    /// <param name="target">Where.</param>
    /// <param name="options">Its options.</param>
    /// <param name="bytes">The size that the guest sees; null for that of the image below.</param>
    /// <param name="below">The image that it stands on; null for none.</param>
    public static ToolCommand Create(GuestDiskFormat format, string target, ImmutableArray<string> options, long? bytes, DiskImage? below = null) =>
        Of(bytes ?? 0, [
            "create", "-q", "-f", Word(format),
            .. below is null ? Array.Empty<string>() : ["-b", below.Path, "-F", Word(below.Format)],
            .. Options(options),
            target,
            .. bytes is { } size ? [Number(size)] : Array.Empty<string>(),
        ]);

    /// <summary>Tells how much room a new image takes at most.</summary>
    /// <param name="source">What is copied into it.</param>
    /// <param name="format">The new image's format.</param>
    /// <param name="options">The new image's options.</param>
    public static ToolCommand Measure(DiskImage source, GuestDiskFormat format, ImmutableArray<string> options) =>
        Of(source.VirtualBytes, ["measure", "--output=json", "-f", Word(source.Format), "-O", Word(format), .. Options(options), source.Path]);

    /// <summary>Tells how much room an empty image takes at most.</summary>
    /// <param name="bytes">The size that the guest sees.</param>
    /// <param name="format">The new image's format.</param>
    /// <param name="options">The new image's options.</param>
    public static ToolCommand Measure(long bytes, GuestDiskFormat format, ImmutableArray<string> options) =>
        Of(0, ["measure", "--output=json", "--size", Number(bytes), "-O", Word(format), .. Options(options)]);

    /// <summary>Copies an image, without the blocks that are zero.</summary>
    /// <param name="source">What is copied.</param>
    /// <param name="format">The new image's format.</param>
    /// <param name="options">The new image's options.</param>
    /// <param name="isCompressed">True to compress it.</param>
    /// <param name="target">Where.</param>
    public static ToolCommand Convert(DiskImage source, GuestDiskFormat format, ImmutableArray<string> options, bool isCompressed, string target) =>
        Of(source.VirtualBytes, ["convert", "-p", "-f", Word(source.Format), "-O", Word(format), .. isCompressed ? ["-c"] : Array.Empty<string>(), .. Options(options), source.Path, target]);

    /// <summary>Writes an image's content into the one below.</summary>
    /// <param name="overlay">The image.</param>
    /// <param name="isEmptied">False when it is deleted afterwards, so that it need not be emptied.</param>
    public static ToolCommand Commit(DiskImage overlay, bool isEmptied) =>
        Of(overlay.VirtualBytes, ["commit", "-p", .. isEmptied ? Array.Empty<string>() : ["-d"], "-f", Word(overlay.Format), overlay.Path]);

    /// <summary>Puts an image on another one.</summary>
    /// <param name="image">The image.</param>
    /// <param name="below">The other one; null to let it stand alone.</param>
    /// <param name="isNameOnly">True to change only the name that is written in it.</param>
    public static ToolCommand Rebase(DiskImage image, DiskImage? below, bool isNameOnly) =>
        Of(image.VirtualBytes, [
            "rebase", "-p", .. isNameOnly ? ["-u"] : Array.Empty<string>(),
            "-f", Word(image.Format), "-b", below?.Path ?? "", .. below is null ? Array.Empty<string>() : ["-F", Word(below.Format)],
            image.Path,
        ]);

    /// <summary>Changes the size that the guest sees.</summary>
    /// <param name="image">The image.</param>
    /// <param name="bytes">The new size.</param>
    public static ToolCommand Resize(DiskImage image, long bytes) =>
        Of(image.VirtualBytes, ["resize", "-q", "-f", Word(image.Format), .. bytes < image.VirtualBytes ? ["--shrink"] : Array.Empty<string>(), image.Path, Number(bytes)]);

    /// <summary>Checks an image's structure.</summary>
    /// <param name="image">The image.</param>
    /// <param name="repair">What is repaired; null for nothing.</param>
    public static ToolCommand Check(DiskImage image, DiskRepair? repair) =>
        Of(image.VirtualBytes, ["check", "--output=json", "-f", Word(image.Format), .. repair is { } what ? ["-r", EnumWord.Of(what)] : Array.Empty<string>(), image.Path]);

    private static ToolCommand Of(long bytes, ImmutableArray<string> arguments) => new(Program, arguments) { TimeLimit = LimitFor(bytes) };

    private static string[] Options(ImmutableArray<string> options) => options.IsEmpty ? [] : ["-o", string.Join(',', options)];

    private static string Word(GuestDiskFormat format) => EnumWord.Of(format);

    private static string Number(long bytes) => bytes.ToString(CultureInfo.InvariantCulture);
}
