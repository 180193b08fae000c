using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Native.Libc;

namespace Passthrough.Changes.Files;

/// <summary>
/// Replaces files that a boot loader reads. GRUB and firmware do not replay a file system's journal: after a power cut they see what was written home of the last transactions, in
/// any order. So the new file has to be home before its name is, and the old file has to live on until the new name is home: else the name may lead to a file without content.
/// </summary>
internal static class BootFile
{
    private const string Kept = ".old";

    /// <summary>Puts a staging file in the place of a target in one step: where boot loaders read so that at each moment a boot loader finds the whole old or the whole new file.</summary>
    /// <param name="staging">The new file, synced.</param>
    /// <param name="target">The file to be replaced; may be absent.</param>
    /// <param name="machinePath">The target's own path on the machine.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static void Replace(string staging, string target, string machinePath)
    {
        if (!BootPartitions.Folders(HostRoots.Live).Any(folder => machinePath.StartsWith(folder + "/", StringComparison.Ordinal)))
        {
            DurableFile.Replace(staging, target);
            return;
        }

        var folder = Path.GetDirectoryName(target)!;
        DurableFile.Remove(staging + Kept);
        HardLink.TryCreate(target, staging + Kept);
        JournalCheckpoint.Run(folder);
        DurableFile.Replace(staging, target);
        JournalCheckpoint.Run(folder);
        DurableFile.Remove(staging + Kept);
    }

    /// <summary>Removes what a replacement that was cut off has left: the staging file, and the second name of the old one.</summary>
    /// <param name="staging">The staging file.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static void RemoveStaging(string staging)
    {
        DurableFile.Remove(staging);
        DurableFile.Remove(staging + Kept);
    }
}
