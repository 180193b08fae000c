using Passthrough.Failures;
using Passthrough.Guests.Disks;

namespace Passthrough.Disks;

/// <summary>Puts an image on another one, or lets it stand alone.</summary>
public static class DiskRebase
{
    /// <summary>Puts an image on another one without changing what it shows: what differs is copied into it first. Cut off at any point, it stands on the old one and shows the same.</summary>
    /// <param name="shop">What is shared.</param>
    /// <param name="path">The absolute path of the image.</param>
    /// <param name="format">Its format; null when its name or a guest's description tells.</param>
    /// <param name="below">The absolute path of the other image; null to let it stand alone.</param>
    /// <param name="belowFormat">The other image's format; null when its name or a guest's description tells.</param>
    /// <param name="isNameOnly">True to change only the name and format that are written in it: for an image below that was moved, or whose format was not written down.</param>
    /// <exception cref="RefusedException">One of them is in use, or one stands on the other.</exception>
    /// <exception cref="ToolFailedException">qemu-img is missing or failed.</exception>
    public static async Task<DiskResult> RunAsync(DiskWorkshop shop, string path, GuestDiskFormat? format, string? below, GuestDiskFormat? belowFormat, bool isNameOnly)
    {
        QemuImg.Require(shop.Distribution);
        var image = shop.Read(path, format, readsChain: !isNameOnly);
        if (image.Format != GuestDiskFormat.Qcow2)
        {
            throw new InvalidInputException($"'{image.Path}' is raw: only a qcow2 image can stand on another one", image.Path, "passthrough disk convert makes one");
        }

        var lower = below is null ? null : shop.Read(below, belowFormat);
        if (lower is not null && lower.Files.Any(file => file.Identity == image.Identity))
        {
            throw new RefusedException($"'{lower.Path}' stands on '{image.Path}', or is the same file: they cannot stand on each other", image.Path, "name another image with --base");
        }

        shop.RequireWritable(image);
        if (lower is not null)
        {
            DiskWorkshop.RequireSound(lower);
            shop.Uses.RequireNotWritten(lower);
        }

        if (isNameOnly)
        {
            shop.Uses.RequireNothingAbove(image);
        }
        else if (lower is null && await shop.MeasureAsync(QemuImg.Measure(image, image.Format, NewImageOptions.Like(image.Header))) is { } whole)
        {
            DiskWorkshop.RequireRoom(image.Folder, Math.Max(0, whole - image.AllocatedBytes), "the image without one below it", "make room first");
        }

        await shop.RunAsync(
            QemuImg.Rebase(image, lower, isNameOnly),
            lower is null ? $"Copying what {image.Path} stands on into it" : $"Putting {image.Path} on {lower.Path}",
            image.Path,
            isNameOnly ? null : $"'{image.Path}' stands on what it stood on, and shows what it showed");
        var after = shop.Again(image);
        DiskWorkshop.Sync(after);
        return shop.Result(DiskAction.Rebase, after, image, Notes());

        IEnumerable<string> Notes()
        {
            if (isNameOnly)
            {
                yield return "Only what is written in the image was changed. If the image below does not hold what the old one held, the disk is garbage now: name the old one again in the same way.";
            }

            if (lower is not null)
            {
                yield return $"From now on '{lower.Path}' must not be written: what changes in it destroys '{image.Path}'.";
            }
        }
    }
}
