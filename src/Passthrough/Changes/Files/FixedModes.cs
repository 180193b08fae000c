using Passthrough.Host;
using Passthrough.Host.Reading;
using Passthrough.Host.Storage;

namespace Passthrough.Changes.Files;

/// <summary>The permission bits of files on a file system that keeps none: FAT gives all of them what it was mounted with (<c>fmask</c>, the kernel's Documentation/filesystems/vfat).</summary>
internal static class FixedModes
{
    private const int Every = 0b111_111_111;
    private const string Mask = "fmask=";

    /// <summary>The bits that each file there has; null where a file keeps its own.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="machinePath">The machine's own path of the file, all links resolved.</param>
    public static int? Of(HostRoots roots, string machinePath) =>
        MountTable.At(new MachineReader(roots).ReadText(roots.Proc("self/mountinfo")), machinePath) is { FileSystem: "vfat" or "msdos" } mount
            && mount.Options.FirstOrDefault(option => option.StartsWith(Mask, StringComparison.Ordinal)) is { } option
            ? Every & ~Convert.ToInt32(option[Mask.Length..], 8)
            : null;
}
