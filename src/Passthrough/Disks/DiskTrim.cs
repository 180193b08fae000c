using Passthrough.Failures;
using Passthrough.Guests.Disks;

namespace Passthrough.Disks;

/// <summary>Gives the blocks that an image's file systems do not use back to the host, in the image itself.</summary>
public static class DiskTrim
{
    /// <summary>Gives them back (<c>virt-sparsify --in-place</c>: fstrim on each file system). Needs no room, and can be cut off at any point.</summary>
    /// <param name="shop">What is shared.</param>
    /// <param name="path">The absolute path of the image.</param>
    /// <param name="format">Its format; null when its name or a guest's description tells.</param>
    /// <param name="action">What the command is called.</param>
    /// <exception cref="RefusedException">It is in use, or an image stands on it.</exception>
    /// <exception cref="ToolFailedException">A tool is missing or failed.</exception>
    public static async Task<DiskResult> RunAsync(DiskWorkshop shop, string path, GuestDiskFormat? format, DiskAction action = DiskAction.Trim)
    {
        Guestfs.Require(shop.Distribution);
        var image = shop.Read(path, format);
        shop.RequireWritable(image);
        shop.Uses.RequireNothingAbove(image);
        await DiskWorkshop.WithFolderAsync(image.Path, work => shop.RunGuestfsAsync(Guestfs.Trim(image, work), $"Trimming {image.Path}", image.Path, work));
        var after = shop.Again(image);
        DiskWorkshop.Sync(after);
        return shop.Result(
            action,
            after,
            image,
            after.AllocatedBytes < image.AllocatedBytes ? "A guest whose disk has 'discard' (the default of passthrough) gives blocks back by itself while it runs." : "Nothing was given back: there were no unused blocks, or no file system that can be trimmed.");
    }
}
