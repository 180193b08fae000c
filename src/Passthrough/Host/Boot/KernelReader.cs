using System.Collections.Immutable;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Host.Boot.UnifiedImages;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Boot;

/// <summary>Reads the installed kernels: images and initramfs images in <c>/boot</c>, modules below <c>/lib/modules</c>.</summary>
internal static class KernelReader
{
    private const string ImagePrefix = "vmlinuz-";

    /// <summary>The kernels, ordered by version.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="running">The running release (<see cref="RunningRelease"/>); null when unknown.</param>
    /// <param name="menu">What is started from files below <c>loader/entries</c>; null when there are none.</param>
    /// <param name="unified">The unified kernel images: the kernel in one need not lie in <c>/boot</c> as well.</param>
    public static ImmutableArray<InstalledKernel> Read(MachineReader reader, string? running, LoaderMenu? menu, ImmutableArray<UnifiedImage> unified)
    {
        var roots = reader.Roots;
        var images = (reader.List(roots.Boot()) ?? [])
            .Where(name => name.StartsWith(ImagePrefix, StringComparison.Ordinal) && name.Length > ImagePrefix.Length && !name.Contains("rescue", StringComparison.Ordinal));
        ImmutableArray<InstalledKernel> inBoot = [.. images.Select(image => ReadKernel(reader, image[ImagePrefix.Length..], roots.Boot(image), running, menu))];
        var only = unified.Where(image => !image.IsForeign && inBoot.All(kernel => !string.Equals(kernel.Version, image.KernelVersion, StringComparison.Ordinal)))
            .Select(image => image.KernelVersion is { } version ? ModulesFolder(reader, version) : null)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Select(modules => ReadKernel(reader, Path.GetFileName(modules), $"{modules}/vmlinuz", running, menu));
        return
        [
            .. inBoot.Concat(only)
                .OrderBy(kernel => kernel.Version, KernelVersionOrder.Instance),
        ];
    }

    /// <summary>The running kernel's release (<c>/proc/sys/kernel/osrelease</c>); null when unknown.</summary>
    /// <param name="reader">The machine.</param>
    public static string? RunningRelease(MachineReader reader) => reader.ReadLine(reader.Roots.Proc("sys/kernel/osrelease"));

    private static InstalledKernel ReadKernel(MachineReader reader, string suffix, string image, string? running, LoaderMenu? menu)
    {
        var roots = reader.Roots;
        var modules = ModulesFolder(reader, suffix);
        var version = modules is null ? suffix : modules[(modules.LastIndexOf('/') + 1)..];
        var initramfs = new[] { $"initrd.img-{suffix}", $"initramfs-{suffix}.img", $"initrd-{suffix}" }.Select(name => roots.Boot(name)).FirstOrDefault(reader.Exists);
        return new InstalledKernel(
            version,
            roots.NameOf(image),
            initramfs is null ? null : roots.NameOf(initramfs),
            modules is null ? null : KernelModuleList.FormOf(reader.ReadText($"{modules}/modules.dep"), reader.ReadText($"{modules}/modules.builtin"), "vfio-pci"),
            string.Equals(version, running, StringComparison.Ordinal))
        {
            InitramfsCopies = menu is null || initramfs is null ? [] : CopiesOf(reader, menu, version, roots.NameOf(initramfs)),
        };
    }

    /// <summary>kernel-install(8) puts a kernel's files into a folder that is named after its version.</summary>
    private static ImmutableArray<string> CopiesOf(MachineReader reader, LoaderMenu menu, string version, string initramfs) =>
    [
        .. menu.Entries.Where(entry => !menu.IsForeign(entry))
            .SelectMany(entry => entry.Initramfs)
            .Where(path => path.EndsWith($"/{version}/{Path.GetFileName(initramfs)}", StringComparison.Ordinal) || path.EndsWith($"/{version}/initrd", StringComparison.Ordinal))
            .Select(path => menu.MachinePaths(path).FirstOrDefault(candidate => reader.Exists(reader.Roots.Locate(candidate))))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal),
    ];

    private static string? ModulesFolder(MachineReader reader, string suffix)
    {
        var tops = new[] { reader.Roots.Lib("modules"), reader.Roots.Usr("lib/modules") };
        return tops.Select(top => $"{top}/{suffix}").FirstOrDefault(reader.Exists)
            // Arch names images after the package (vmlinuz-linux); the modules folder's pkgbase leads back to it.
            ?? tops.SelectMany(top => (reader.List(top) ?? []).Select(name => $"{top}/{name}"))
                .FirstOrDefault(folder => string.Equals(reader.ReadLine($"{folder}/pkgbase"), suffix, StringComparison.Ordinal));
    }
}
