using Passthrough.Failures;
using Passthrough.Guests.Disks;
using Passthrough.Host.Storage;

namespace Passthrough.Disks;

/// <summary>Moves what an overlay holds into the image below.</summary>
public static class DiskCommit
{
    /// <summary>Moves it. Cut off at any point, the overlay still shows all that it showed, and the command can be run again.</summary>
    /// <param name="shop">What is shared.</param>
    /// <param name="path">The absolute path of the overlay.</param>
    /// <param name="format">Its format; null when its name or a guest's description tells.</param>
    /// <param name="isDeleted">True to delete the overlay in the end; it is emptied otherwise.</param>
    /// <exception cref="RefusedException">One of the two is in use, or another image stands on one of them.</exception>
    /// <exception cref="ToolFailedException">qemu-img is missing or failed.</exception>
    public static async Task<DiskResult> RunAsync(DiskWorkshop shop, string path, GuestDiskFormat? format, bool isDeleted)
    {
        QemuImg.Require(shop.Distribution);
        var overlay = shop.Read(path, format);
        if (overlay.Chain is not [var next, ..])
        {
            throw new InvalidInputException($"'{overlay.Path}' stands on no other image: there is nothing to commit it to", overlay.Path);
        }

        var lower = shop.Read(next.Path, next.Format);
        shop.RequireWritable(overlay);
        shop.RequireWritable(lower);
        shop.Uses.RequireNothingAbove(overlay);
        shop.Uses.RequireNothingAbove(lower, except: overlay.Identity);
        if (isDeleted && shop.Known.Of(overlay.Identity).FirstOrDefault() is { } owner)
        {
            throw new RefusedException($"'{overlay.Path}' is a disk of the guest '{owner.Guest}' and is not deleted", overlay.Path, $"leave --delete away, or give the guest '{lower.Path}' first");
        }

        // The lower image grows by no more than what the overlay takes, and not beyond its own size.
        var growth = Math.Min(overlay.AllocatedBytes, Math.Max(0, overlay.VirtualBytes - lower.AllocatedBytes));
        DiskWorkshop.RequireRoom(lower.Folder, growth, $"'{lower.Path}'", "make room first");
        await shop.RunAsync(
            QemuImg.Commit(overlay, isEmptied: !isDeleted),
            $"Writing {overlay.Path} into {lower.Path}",
            overlay.Path,
            $"until it is run again and ends well, '{lower.Path}' is right only through '{overlay.Path}': run the same command again, with more room if there was none");
        var after = shop.Again(lower);
        DiskWorkshop.Sync(after);
        if (isDeleted)
        {
            Changes.Files.DurableFile.Remove(overlay.Path);
        }

        return shop.Result(
            DiskAction.Commit,
            after,
            lower,
            isDeleted ? $"'{overlay.Path}' is deleted: its content is in '{lower.Path}'."
                : $"'{overlay.Path}' is empty now ({ByteSize.Words(shop.Again(overlay).AllocatedBytes)}), still stands on '{lower.Path}' and can be used as before.");
    }
}
