using Passthrough.Failures;
using Passthrough.Guests.Disks;

namespace Passthrough.Disks;

/// <summary>Makes an image that holds only what differs from another one.</summary>
public static class DiskOverlay
{
    /// <summary>Makes it: whole, or not at all. The format of the image below is always written into it.</summary>
    /// <param name="shop">What is shared.</param>
    /// <param name="below">The absolute path of the image below.</param>
    /// <param name="belowFormat">Its format; null when its name or a guest's description tells.</param>
    /// <param name="path">The absolute path of the new image.</param>
    /// <exception cref="RefusedException">The image below is being written, or a file of the new name exists.</exception>
    /// <exception cref="ToolFailedException">qemu-img is missing or failed.</exception>
    public static async Task<DiskResult> RunAsync(DiskWorkshop shop, string below, GuestDiskFormat? belowFormat, string path)
    {
        DiskWorkshop.RequireNew(path, GuestDiskFormat.Qcow2);
        QemuImg.Require(shop.Distribution);
        var lower = shop.Read(below, belowFormat);
        DiskWorkshop.RequireSound(lower);
        shop.Uses.RequireNotWritten(lower);
        var options = await shop.OptionsAsync(GuestDiskFormat.Qcow2, path);
        await DiskWorkshop.MakeAsync(path, partial => shop.RunAsync(QemuImg.Create(GuestDiskFormat.Qcow2, partial, options, null, lower), $"Making {path}", lower.Path));
        return shop.Result(DiskAction.Overlay, shop.Read(path, GuestDiskFormat.Qcow2), lower, Notes());

        IEnumerable<string> Notes()
        {
            yield return $"From now on '{lower.Path}' must not be written: what changes in it destroys '{path}'. The commands of 'passthrough disk' refuse to.";
            foreach (var guest in shop.Known.Of(lower.Identity).Select(disk => disk.Guest).Distinct(StringComparer.Ordinal))
            {
                yield return $"The guest '{guest}' has '{lower.Path}' as its disk: give it '{path}' before it starts again.";
            }
        }
    }
}
