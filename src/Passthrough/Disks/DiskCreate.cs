using Passthrough.Failures;
using Passthrough.Guests.Disks;
using Passthrough.Host.Storage;

namespace Passthrough.Disks;

/// <summary>Makes an empty image.</summary>
public static class DiskCreate
{
    /// <summary>Makes it: whole, or not at all.</summary>
    /// <param name="shop">What is shared.</param>
    /// <param name="path">The absolute path.</param>
    /// <param name="bytes">The size that the guest sees.</param>
    /// <param name="format">Its format.</param>
    /// <param name="preallocation">How much takes room at once.</param>
    /// <exception cref="RefusedException">A file of that name exists, or there is no room.</exception>
    /// <exception cref="ToolFailedException">qemu-img is missing or failed.</exception>
    public static async Task<DiskResult> RunAsync(DiskWorkshop shop, string path, long bytes, GuestDiskFormat format, DiskPreallocation preallocation)
    {
        DiskWorkshop.RequireNew(path, format);
        QemuImg.Require(shop.Distribution);
        if (format == GuestDiskFormat.Raw && preallocation == DiskPreallocation.Metadata)
        {
            throw new InvalidInputException("a raw image has no tables that could be made beforehand", path, "--preallocation falloc reserves all of it");
        }

        var folder = Path.GetDirectoryName(path)!;
        var options = await shop.OptionsAsync(format, path, preallocation);
        var isReserved = preallocation is DiskPreallocation.Falloc or DiskPreallocation.Full;
        if (isReserved && await shop.MeasureAsync(QemuImg.Measure(bytes, format, options)) is { } needed)
        {
            DiskWorkshop.RequireRoom(folder, needed, "the image", "make room, give a name on another disk, or leave --preallocation away: the image then grows with what the guest writes");
        }

        await DiskWorkshop.MakeAsync(path, partial => shop.RunAsync(QemuImg.Create(format, partial, options, bytes), $"Making {path}", path));
        return shop.Result(DiskAction.Create, shop.Read(path, format), null, Notes());

        IEnumerable<string> Notes()
        {
            if (!isReserved && DiskWorkshop.FreeIn(folder) is { } free && free < bytes)
            {
                yield return $"It can outgrow its place: '{folder}' has {ByteSize.Words(free)} free. A guest whose disk cannot grow is paused.";
            }

            if (DiskWorkshop.IsOnBtrfs(path))
            {
                yield return "It lies on btrfs and is not copied on write (chattr +C), which would break it into pieces; btrfs keeps no checksums of it, and does not compress it.";
            }
        }
    }
}
