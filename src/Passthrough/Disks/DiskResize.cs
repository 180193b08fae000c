using Passthrough.Failures;
using Passthrough.Host.Storage;

namespace Passthrough.Disks;

/// <summary>Changes the size that the guest sees.</summary>
public static class DiskResize
{
    /// <summary>Changes it, in the image itself.</summary>
    /// <param name="shop">What is shared.</param>
    /// <param name="path">The absolute path of the image.</param>
    /// <param name="format">Its format; null when its name or a guest's description tells.</param>
    /// <param name="bytes">The new size, or by how much it grows.</param>
    /// <param name="isAdded">True when <paramref name="bytes"/> are added.</param>
    /// <param name="mayShrink">True when what lies behind the new end may be lost.</param>
    /// <exception cref="RefusedException">It would shrink, is in use, or an image stands on it.</exception>
    /// <exception cref="ToolFailedException">qemu-img is missing or failed.</exception>
    public static async Task<DiskResult> RunAsync(DiskWorkshop shop, string path, Guests.Disks.GuestDiskFormat? format, long bytes, bool isAdded, bool mayShrink)
    {
        QemuImg.Require(shop.Distribution);
        var image = shop.Read(path, format);
        var wanted = isAdded ? checked(image.VirtualBytes + bytes) : bytes;
        if (wanted == image.VirtualBytes)
        {
            throw new InvalidInputException($"'{image.Path}' has {ByteSize.Words(wanted)} already", image.Path, "+10G makes it larger by that much");
        }

        if (wanted < image.VirtualBytes && !mayShrink)
        {
            throw new RefusedException(
                $"'{image.Path}' has {ByteSize.Words(image.VirtualBytes)}: made smaller, all that lies behind {ByteSize.Words(wanted)} is lost, whether the guest's partitions end before it or not",
                image.Path,
                "make the partitions smaller in the guest first, copy the image, then say --shrink; with GPT the copy of the table at the old end is lost and has to be made anew (sgdisk -e)");
        }

        shop.RequireWritable(image);
        shop.Uses.RequireNothingAbove(image);
        await shop.RunAsync(QemuImg.Resize(image, wanted), $"Resizing {image.Path}", image.Path);
        var after = shop.Again(image);
        DiskWorkshop.Sync(after);
        return shop.Result(DiskAction.Resize, after, image, Notes());

        IEnumerable<string> Notes()
        {
            yield return wanted > image.VirtualBytes
                ? "Only the disk has grown: the partitions and file systems on it are the guest's to grow. Linux: growpart, then resize2fs, xfs_growfs or btrfs filesystem resize. "
                    + "Windows: Disk Management, Extend Volume; a recovery partition behind C: is in the way and has to be deleted or moved."
                : "The end of the disk is cut off; a GPT has lost its second copy: sgdisk -e in the guest writes it anew.";
            if (DiskWorkshop.FreeIn(after.Folder) is { } free && wanted > image.VirtualBytes && free < wanted - after.AllocatedBytes)
            {
                yield return $"It can outgrow its place: '{after.Folder}' has {ByteSize.Words(free)} free. A guest whose disk cannot grow is paused.";
            }
        }
    }
}
