using Passthrough.Failures;
using Passthrough.Guests.Disks;

namespace Passthrough.Disks;

/// <summary>Checks, and on demand repairs, the structure of an image.</summary>
public static class DiskCheck
{
    /// <summary>Checks it. The file systems inside are not looked at.</summary>
    /// <param name="shop">What is shared.</param>
    /// <param name="path">The absolute path of the image.</param>
    /// <param name="format">Its format; null when its name or a guest's description tells.</param>
    /// <param name="repair">What is repaired; null for nothing.</param>
    /// <exception cref="RefusedException">It is in use.</exception>
    /// <exception cref="ToolFailedException">qemu-img is missing or failed.</exception>
    public static async Task<DiskResult> RunAsync(DiskWorkshop shop, string path, GuestDiskFormat? format, DiskRepair? repair)
    {
        QemuImg.Require(shop.Distribution);
        var image = shop.Read(path, format, readsChain: false);
        if (image.Format == GuestDiskFormat.Raw)
        {
            return shop.Result(DiskAction.Check, image, image, "A raw image has no structure of its own that could be damaged: file systems inside are the guest's to check.");
        }

        if (repair is null)
        {
            shop.Uses.RequireNotWritten(image);
        }
        else
        {
            RequireRepairable(shop, image);
        }

        var found = await CheckAsync(shop, image, repair, repair is null ? $"Checking {image.Path}" : $"Repairing {image.Path}");
        var after = shop.Again(image, readsChain: false);
        if (repair is not null)
        {
            DiskWorkshop.Sync(after);
        }

        return shop.Result(DiskAction.Check, after, image) with { Check = found };
    }

    /// <summary>Checks a qcow2 image.</summary>
    internal static async Task<ImageCheck> CheckAsync(DiskWorkshop shop, DiskImage image, DiskRepair? repair, string words)
    {
        // Its exit code tells of errors (2) and leaks (3) that its document tells of too.
        const int errors = 2;
        const int leaks = 3;
        var command = QemuImg.Check(image, repair);
        var result = await shop.RunAsync(command, words, image.Path, exitCodes: [errors, leaks]);
        return ImageCheck.Parse(result.Output) ?? throw new ToolFailedException($"'{command}' answered with something that is no result of a check", image.Path);
    }

    // One that QEMU marked as damaged is what is to be repaired.
    private static void RequireRepairable(DiskWorkshop shop, DiskImage image)
    {
        shop.RequireWritable(image with { Header = image.Header! with { IsCorrupt = false } });
    }
}
