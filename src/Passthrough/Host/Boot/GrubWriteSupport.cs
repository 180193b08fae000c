using System.Collections.Immutable;
using Passthrough.Host.Reading;
using Passthrough.Host.Storage;

namespace Passthrough.Host.Boot;

/// <summary>
/// Tells whether GRUB can write a file (<c>save_env</c>). It overwrites the blocks in which the file lies: not where a file system checks or moves blocks, nor through a layer between file
/// system and disk (the GRUB manual, "Environment block").
/// </summary>
internal static class GrubWriteSupport
{
    private static readonly ImmutableArray<string> Writable = ["ext2", "ext3", "ext4", "vfat", "xfs"];

    /// <summary>True for a file system whose blocks can be overwritten in place.</summary>
    /// <param name="fileSystem">The type, as the kernel names it.</param>
    public static bool IsWritable(string fileSystem) => Writable.Contains(fileSystem, StringComparer.Ordinal);

    /// <summary>Why GRUB cannot write it, in words; null when it can, or when it is not known where the file lies.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="machinePath">The machine's own path of the file.</param>
    public static string? Obstacle(MachineReader reader, string machinePath)
    {
        var roots = reader.Roots;
        var mount = MountTable.At(reader.ReadText(roots.Proc("self/mountinfo")), machinePath);
        if (mount is null)
        {
            return null;
        }

        if (!IsWritable(mount.FileSystem))
        {
            return $"{machinePath} lies on {mount.FileSystem}, which GRUB only reads";
        }

        var device = roots.Sys($"dev/block/{mount.Number}");
        return reader.Exists($"{device}/dm") || reader.Exists($"{device}/md")
            ? $"{machinePath} lies on {mount.Source}: GRUB only reads volumes of LVM, RAID or encryption"
            : null;
    }
}
