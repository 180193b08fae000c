using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Disks;
using Passthrough.Host.Reading;
using Passthrough.Host.Storage;

namespace Passthrough.Disks;

/// <summary>Copies an image, with all that it stands on, into a new one that stands alone.</summary>
public static class DiskConvert
{
    /// <summary>Copies it: whole, or not at all. Blocks of zeros take no room in the copy.</summary>
    /// <param name="shop">What is shared.</param>
    /// <param name="source">The absolute path of the image, or of a block device that the host does not use.</param>
    /// <param name="sourceFormat">Its format; null when its name or a guest's description tells.</param>
    /// <param name="path">The absolute path of the copy.</param>
    /// <param name="format">The copy's format.</param>
    /// <param name="isCompressed">True to compress it.</param>
    /// <exception cref="RefusedException">The image is being written, a file of the new name exists, or there is no room.</exception>
    /// <exception cref="ToolFailedException">qemu-img is missing or failed.</exception>
    public static async Task<DiskResult> RunAsync(DiskWorkshop shop, string source, GuestDiskFormat? sourceFormat, string path, GuestDiskFormat format, bool isCompressed)
    {
        if (isCompressed && format == GuestDiskFormat.Raw)
        {
            throw new InvalidInputException("a raw image cannot be compressed", path, "--to qcow2");
        }

        DiskWorkshop.RequireNew(path, format);
        QemuImg.Require(shop.Distribution);
        var image = shop.Read(source, sourceFormat, allowsDevice: true);
        if (image.IsBlockDevice)
        {
            DiskRules.RequireFree(image.Path, GuestFiles.DeviceName(shop.Roots, image.Path), StorageReader.Read(new MachineReader(shop.Roots)));
        }

        DiskWorkshop.RequireSound(image);
        shop.Uses.RequireNotWritten(image);
        var options = await shop.OptionsAsync(format, path);
        if (!isCompressed && await shop.MeasureAsync(QemuImg.Measure(image, format, options)) is { } needed)
        {
            DiskWorkshop.RequireRoom(Path.GetDirectoryName(path)!, needed, "the copy", "make room, or give a name on another disk; --compress makes it smaller, by how much is not known beforehand");
        }

        await DiskWorkshop.MakeAsync(path, partial => shop.RunAsync(QemuImg.Convert(image, format, options, isCompressed, partial), $"Copying {image.Path} to {path}", image.Path));
        return shop.Result(DiskAction.Convert, shop.Read(path, format), image, NotCopied(image));
    }

    private static ImmutableArray<string> NotCopied(DiskImage image) =>
    [
        .. image.Header is { Snapshots: > 0 } header ? [$"The {header.Snapshots} snapshots inside '{image.Path}' are not in the copy."] : Array.Empty<string>(),
        .. image.Header is { HasBitmaps: true } ? [$"The bitmaps for backups inside '{image.Path}' are not in the copy."] : Array.Empty<string>(),
    ];
}
