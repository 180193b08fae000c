using System.Collections.Immutable;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Boot;

/// <summary>
/// The initramfs images that Pop!_OS' kernelstub keeps on the EFI system partition: of the newest kernel as <c>EFI/NAME-ROOT/initrd.img</c>, of the one before as <c>initrd.img-previous</c>, whatever their versions.
/// A later kernel takes over both names.
/// </summary>
internal static class KernelstubCopies
{
    private const string Programs = "/EFI/";
    private const string Newest = "initrd.img";
    private const string Previous = "initrd.img-previous";

    /// <summary>True for an entry that kernelstub writes, which start its copies.</summary>
    /// <param name="entry">An entry.</param>
    public static bool AreOf(LoaderEntry entry) => entry.Id.EndsWith("-current", StringComparison.Ordinal) || entry.Id.EndsWith("-oldkern", StringComparison.Ordinal);

    /// <summary>True when kernelstub would put this kernel's image there.</summary>
    /// <param name="loaderPath">As an entry names it.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="all">The installed kernels, ordered by version.</param>
    public static bool IsOf(string loaderPath, InstalledKernel kernel, ImmutableArray<InstalledKernel> all)
    {
        var whole = all.Where(other => other.InitramfsPath is not null).Reverse().Take(2).ToList();
        return loaderPath.StartsWith(Programs, StringComparison.Ordinal) && loaderPath[(loaderPath.LastIndexOf('/') + 1)..] switch
        {
            Newest => ReferenceEquals(whole.FirstOrDefault(), kernel),
            Previous => ReferenceEquals(whole.Skip(1).FirstOrDefault(), kernel),
            _ => false,
        };
    }

    /// <summary>False when the kernel beside it is of another length than this one: kernelstub does not run as a kernel is removed, so what it copied may be older than what is installed.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="copy">The machine's own path of the copy of the kernel; null when it is not there.</param>
    /// <param name="kernel">The kernel.</param>
    public static bool IsStill(MachineReader reader, string? copy, InstalledKernel kernel) =>
        copy is not null
        && (reader.Length(reader.Roots.Locate(copy)) is not { } length || reader.Length(reader.Roots.Locate(kernel.ImagePath)) is not { } own || length == own);
}
