using Passthrough.Changes.Files;
using Passthrough.Failures;
using Passthrough.Guests.Disks;
using Passthrough.Native.Libc;

namespace Passthrough.Disks;

/// <summary>Replaces an image by a copy without the blocks that its file systems do not use.</summary>
public static class DiskSparsify
{
    /// <summary>Copies it beside the original, checks the copy, and gives it the original's name in one step; until then the original is as it was.</summary>
    /// <param name="shop">What is shared.</param>
    /// <param name="path">The absolute path of the image.</param>
    /// <param name="format">Its format; null when its name or a guest's description tells.</param>
    /// <param name="isCompressed">True to compress the copy.</param>
    /// <exception cref="RefusedException">It is in use, an image stands on it, something in it would be lost, or there is no room.</exception>
    /// <exception cref="ToolFailedException">A tool is missing or failed.</exception>
    public static async Task<DiskResult> RunAsync(DiskWorkshop shop, string path, GuestDiskFormat? format, bool isCompressed)
    {
        const string inPlace = "--in-place needs no copy";
        QemuImg.Require(shop.Distribution);
        Guestfs.Require(shop.Distribution);
        var image = shop.Read(path, format);
        if (isCompressed && image.Format == GuestDiskFormat.Raw)
        {
            throw new InvalidInputException("a raw image cannot be compressed", image.Path, "passthrough disk convert --to qcow2 --compress");
        }

        if (!image.Chain.IsEmpty)
        {
            throw new RefusedException($"'{image.Path}' stands on '{image.Chain[0].Path}': a copy would hold all of that too", image.Path, $"{inPlace}; or commit it first");
        }

        if (image.Header is { Snapshots: > 0 } or { HasBitmaps: true })
        {
            throw new RefusedException($"'{image.Path}' has snapshots or bitmaps inside, which a copy would lose", image.Path, inPlace);
        }

        shop.RequireWritable(image);
        shop.Uses.RequireNothingAbove(image);
        DiskWorkshop.RequireRoom(image.Folder, image.VirtualBytes, "the copy, and what it takes to make it,", $"{inPlace}, and no room");
        var before = StateOf(image.Path);
        await DiskWorkshop.WithFolderAsync(image.Path, async work =>
        {
            var copy = Path.Combine(work, "image");
            await shop.RunGuestfsAsync(Guestfs.Sparsify(image, NewImageOptions.Like(image.Header), isCompressed, work, copy), $"Copying {image.Path}", image.Path, work);
            await RequireWholeAsync(shop, image, copy);
            CopyRights(before, image.Path, copy);
            NewFile.Sync(copy);
            shop.Uses.RequireIdle(image);
            if (StateOf(image.Path) != before)
            {
                throw new RefusedException($"'{image.Path}' was changed while it was copied; it stays as it is", image.Path, "run the command again when nobody uses it");
            }

            NewFile.Place(copy, image.Path, overwrites: true);
        });
        return shop.Result(DiskAction.Sparsify, shop.Again(image), image);
    }

    private static async Task RequireWholeAsync(DiskWorkshop shop, DiskImage image, string copy)
    {
        var made = shop.Read(copy, image.Format);
        var isSound = made.VirtualBytes == image.VirtualBytes && made.Chain.IsEmpty && (made.Format == GuestDiskFormat.Raw || (await DiskCheck.CheckAsync(shop, made, null, "Checking the copy")).IsSound);
        if (!isSound)
        {
            throw new ToolFailedException($"the copy of '{image.Path}' is not sound; the original is as it was", image.Path);
        }
    }

    // What tells that nobody touched the file.
    private static FileStatus StateOf(string path) => FileStatus.Read(path) ?? throw new NotFoundException($"'{path}' went away", path);

    private static void CopyRights(FileStatus before, string original, string copy)
    {
        if (FileStatus.Read(copy) is { } own && (own.User != before.User || own.Group != before.Group))
        {
            FileOwner.Set(copy, before.User, before.Group);
        }

        File.SetUnixFileMode(copy, (UnixFileMode)before.Permissions);
        foreach (var (name, value) in ExtendedAttributes.Read(original))
        {
            ExtendedAttributes.Set(copy, name, value);
        }
    }
}
