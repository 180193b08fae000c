using System.Collections.Immutable;
using Passthrough.Host.Distribution;
using Passthrough.Processes;

namespace Passthrough.Guests.InstallMedia;

/// <summary>The commands of xorriso, which reads and writes ISO 9660 images without mounting them.</summary>
internal static class Xorriso
{
    private const string Program = "xorriso";

    // A disc of 700 MB on a slow disk is read and written in a small part of it.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(20);

    /// <summary>Passes when the program is installed.</summary>
    /// <param name="distribution">The machine's distribution, for the name of the package.</param>
    /// <exception cref="Failures.ToolFailedException">It is not; the next step names the package.</exception>
    public static void Require(DistributionFacts distribution) =>
        InstalledTool.Require(Program, "reads and writes ISO images", distribution, manager => [manager is "pacman" ? "libisoburn" : Program]);

    /// <summary>Lists all files of an image; for what is no image the list is empty.</summary>
    /// <param name="image">Its path.</param>
    public static ToolCommand List(string image) => Of("-indev", Drive(image), "-find", "/", "-type", "f");

    /// <summary>Copies files and folders out of an image.</summary>
    /// <param name="image">Its path.</param>
    /// <param name="targets">Where each is to be put, by its path in the image.</param>
    public static ToolCommand Extract(string image, IEnumerable<KeyValuePair<string, string>> targets) =>
        Of(["-osirrox", "on", "-indev", Drive(image), .. targets.SelectMany(pair => new[] { "-extract", pair.Key, pair.Value })]);

    /// <summary>Writes an image from a folder, with Joliet names for Windows and Rock Ridge names for Linux.</summary>
    /// <param name="folder">The folder that becomes the root.</param>
    /// <param name="image">The image's path.</param>
    public static ToolCommand Write(string folder, string image) =>
        Of("-as", "mkisofs", "-quiet", "-iso-level", "3", "-J", "-joliet-long", "-r", "-V", MediumLayout.VolumeId, "-o", image, folder);

    // Without anyone's start-up files, and with files only, never a drive.
    private static ToolCommand Of(params ImmutableArray<string> arguments) => new(Program, ["-no_rc", .. arguments]) { TimeLimit = TimeLimit };

    private static string Drive(string image) => "stdio:" + image;
}
