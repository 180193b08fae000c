using System.Collections.Immutable;
using Passthrough.Changes.Files;
using Passthrough.Failures;
using Passthrough.Guests.Disks;

namespace Passthrough.Disks;

/// <summary>Copies files and folders of the host into an image.</summary>
public static class DiskCopyIn
{
    /// <summary>The end of the name of an overlay whose content is being written into the image below: with it, what was cut off can be finished.</summary>
    internal const string UnfinishedEnding = ".unfinished.qcow2";

    // What a file system needs besides the files, for folders and its journal.
    private const long Overhead = 64 * 1024 * 1024;

    private static readonly EnumerationOptions NoLinks = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };

    /// <summary>
    /// Copies them: all or nothing. They are written into an overlay, and when that has all of them the overlay is written into the image; cut off before, the image is as it was, and cut off then, the overlay is still there.
    /// </summary>
    /// <param name="shop">What is shared.</param>
    /// <param name="path">The absolute path of the image.</param>
    /// <param name="format">Its format; null when its name or a guest's description tells.</param>
    /// <param name="sources">Absolute paths of the host.</param>
    /// <param name="folder">The folder in the guest, from its root.</param>
    /// <param name="partition">The file system, as libguestfs names it; null for those of the installed system, where it has them.</param>
    /// <exception cref="NotFoundException">A file is not there.</exception>
    /// <exception cref="RefusedException">The image is in use, an image stands on it, or there is no room.</exception>
    /// <exception cref="ToolFailedException">A tool is missing or failed.</exception>
    public static async Task<DiskResult> RunAsync(DiskWorkshop shop, string path, GuestDiskFormat? format, ImmutableArray<string> sources, string folder, string? partition)
    {
        if (folder is not ['/', ..])
        {
            throw new InvalidInputException($"'{folder}' is no folder of the guest: it begins at its root", folder, "the last word is the folder, such as /root, or for Windows /Users/anna/Desktop");
        }

        QemuImg.Require(shop.Distribution);
        Guestfs.Require(shop.Distribution);
        var image = shop.Read(path, format);
        var size = sources.Sum(SizeOf);
        shop.RequireWritable(image);
        shop.Uses.RequireNothingAbove(image);
        DiskWorkshop.RequireRoom(image.Folder, (2 * size) + Overhead, "copying", "make room: the files are there twice for a moment");
        var options = await shop.OptionsAsync(GuestDiskFormat.Qcow2, image.Path);
        var overlay = NewFile.PartialOf(image.Path);
        try
        {
            await shop.RunAsync(QemuImg.Create(GuestDiskFormat.Qcow2, overlay, options, null, image), $"Preparing {image.Path}", image.Path);
            var upper = shop.Read(overlay, GuestDiskFormat.Qcow2);
            await DiskWorkshop.WithFolderAsync(image.Path, work => shop.RunGuestfsAsync(Guestfs.CopyIn(upper, sources, folder, partition, work), $"Copying into {image.Path}:{folder}", image.Path, work));
            shop.Uses.RequireIdle(image);
            overlay = await FinishAsync(shop, image, overlay);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NewFile.Unwritable(image.Path, exception);
        }
        finally
        {
            if (overlay.EndsWith(NewFile.PartialEnding, StringComparison.Ordinal) && File.Exists(overlay))
            {
                File.Delete(overlay);
            }
        }

        var after = shop.Again(image);
        DiskWorkshop.Sync(after);
        DurableFile.Remove(overlay);
        return shop.Result(DiskAction.CopyIn, after, image);
    }

    // From here on the image is written, and Ctrl-C waits until it is whole again.
    private static async Task<string> FinishAsync(DiskWorkshop shop, DiskImage image, string overlay)
    {
        NewFile.Sync(overlay);
        var unfinished = overlay[..^NewFile.PartialEnding.Length] + UnfinishedEnding;
        NewFile.Place(overlay, unfinished, overwrites: false);
        var command = QemuImg.Commit(shop.Read(unfinished, GuestDiskFormat.Qcow2), isEmptied: false);
        await shop.RunAsync(
            command with { Program = "setsid", Arguments = ["--wait", command.Program, .. command.Arguments] },
            $"Writing into {image.Path}",
            image.Path,
            $"'{image.Path}' is half-written; finish it: passthrough disk commit --delete {unfinished}",
            isFinished: true);
        return unfinished;
    }

    private static long SizeOf(string source)
    {
        if (Directory.Exists(source))
        {
            return new DirectoryInfo(source).EnumerateFiles("*", NoLinks).Sum(file => file.Length);
        }

        return File.Exists(source) ? new FileInfo(source).Length : throw new NotFoundException($"there is nothing at '{source}' to copy", source, "the first word is the image, the last one the folder in the guest");
    }
}
