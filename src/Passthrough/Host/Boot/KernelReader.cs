using System.Collections.Immutable;
using Passthrough.Host.Boot.Limine;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Host.Boot.UnifiedImages;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Boot;

/// <summary>Reads the installed kernels: images and initramfs images in <c>/boot</c> or where the boot loader's entries have them, modules below <c>/lib/modules</c>.</summary>
internal static class KernelReader
{
    private const string ImagePrefix = "vmlinuz-";
    private const string ImageOfPackage = "vmlinuz";

    /// <summary>The kernels, ordered by version.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="running">The running release (<see cref="RunningRelease"/>); null when unknown.</param>
    /// <param name="menu">What is started from files below <c>loader/entries</c>; null when there are none.</param>
    /// <param name="limine">Limine's menu; null when another loader booted.</param>
    /// <param name="unified">The unified kernel images: the kernel in one need not lie in <c>/boot</c> as well.</param>
    public static ImmutableArray<InstalledKernel> Read(MachineReader reader, string? running, LoaderMenu? menu, LimineMenu? limine, ImmutableArray<UnifiedImage> unified)
    {
        var roots = reader.Roots;
        var entries = menu is null ? [] : OwnEntries(reader, menu);
        ImmutableArray<InstalledKernel> kernels =
        [
            .. (reader.List(roots.Boot()) ?? [])
                .Where(name => name.StartsWith(ImagePrefix, StringComparison.Ordinal) && name.Length > ImagePrefix.Length && !name.Contains("rescue", StringComparison.Ordinal))
                .Select(image => ReadKernel(reader, image[ImagePrefix.Length..], roots.Boot(image), running)),
        ];
        kernels =
        [
            .. kernels
                .Concat(limine is null ? [] : OnlyForLimine(reader, limine, kernels, running))
                .Concat(OnlyOnLoaderPartition(reader, entries).Concat(InImages(reader, unified)).Distinct(StringComparer.Ordinal).Where(version => kernels.All(kernel => !string.Equals(kernel.Version, version, StringComparison.Ordinal)))
                    .Select(version => ReadKernel(reader, version, $"{ModulesFolder(reader, version)}/{ImageOfPackage}", running)))
                .OrderBy(kernel => kernel.Version, KernelVersionOrder.Instance),
        ];
        return menu is null && limine is null ? kernels :
        [
            .. kernels.Select(kernel => kernel with
            {
                InitramfsCopies =
                [
                    .. menu is null ? [] : CopiesOf(reader, menu, entries, kernel, kernels),
                    .. limine is null || kernel.InitramfsPath is not { } own ? [] : CopiesOf(reader, limine, own),
                ],
            }),
        ];
    }

    /// <summary>The running kernel's release (<c>/proc/sys/kernel/osrelease</c>); null when unknown.</summary>
    /// <param name="reader">The machine.</param>
    public static string? RunningRelease(MachineReader reader) => reader.ReadLine(reader.Roots.Proc("sys/kernel/osrelease"));

    private static ImmutableArray<LoaderEntry> OwnEntries(MachineReader reader, LoaderMenu menu)
    {
        var words = KernelCommandLine.Split(reader.ReadText(reader.Roots.Proc("cmdline")) ?? "");
        return [.. menu.Entries.Where(entry => !menu.IsForeign(entry) && !BootLoaderDecision.IsOtherSubvolume(entry.Options, words))];
    }

    private static InstalledKernel ReadKernel(MachineReader reader, string suffix, string image, string? running)
    {
        var roots = reader.Roots;
        var modules = ModulesFolder(reader, suffix);
        var version = modules is null ? suffix : modules[(modules.LastIndexOf('/') + 1)..];
        var dependencies = modules is null ? null : reader.ReadText($"{modules}/modules.dep");
        var initramfs = new[] { $"initrd.img-{suffix}", $"initramfs-{suffix}.img", $"initrd-{suffix}" }.Select(name => roots.Boot(name)).FirstOrDefault(reader.Exists);
        return new InstalledKernel(
            version,
            roots.NameOf(image),
            initramfs is null ? null : roots.NameOf(initramfs),
            modules is null ? null : KernelModuleList.FormOf(dependencies, reader.ReadText($"{modules}/modules.builtin"), "vfio-pci"),
            string.Equals(version, running, StringComparison.Ordinal))
        {
            HasKvmfr = KernelModuleList.FormOf(dependencies, null, "kvmfr") == DriverForm.Module,
        };
    }

    /// <summary>Versions that entries start from a folder that is named after them, and whose package keeps the kernel beside its modules: <c>/boot</c> then has none of it.</summary>
    private static IEnumerable<string> OnlyOnLoaderPartition(MachineReader reader, ImmutableArray<LoaderEntry> entries) => entries
        .Select(entry => entry.Kernel is { } kernel ? FolderOf(kernel) : null)
        .OfType<string>()
        .Distinct(StringComparer.Ordinal)
        .Where(version => ModulesFolder(reader, version) is { } modules && reader.Exists($"{modules}/{ImageOfPackage}"));

    /// <summary>Versions that unified kernel images of this system hold.</summary>
    private static IEnumerable<string> InImages(MachineReader reader, ImmutableArray<UnifiedImage> unified) =>
        unified.Where(image => !image.IsForeign).Select(image => image.KernelVersion).OfType<string>().Where(version => ModulesFolder(reader, version) is not null);

    private static ImmutableArray<string> CopiesOf(MachineReader reader, LoaderMenu menu, ImmutableArray<LoaderEntry> entries, InstalledKernel kernel, ImmutableArray<InstalledKernel> all)
    {
        var byKernelstub = reader.Exists(reader.Roots.Etc(KernelLineTools.KernelstubConfiguration));
        return
        [
            .. entries.SelectMany(entry => entry.Initramfs.Where(path => IsInFolderOf(kernel, path) || (byKernelstub && KernelstubCopies.IsOf(path, kernel, all) && KernelstubCopies.IsStill(reader, OnMachine(reader, menu, entry.Kernel), kernel))))
                .Select(path => OnMachine(reader, menu, path))
                .OfType<string>()
                .Distinct(StringComparer.Ordinal),
        ];
    }

    private static string? OnMachine(MachineReader reader, LoaderMenu menu, string? loaderPath) =>
        loaderPath is null ? null : menu.MachinePaths(loaderPath).FirstOrDefault(candidate => reader.Exists(reader.Roots.Locate(candidate)));

    /// <summary>kernel-install(8) puts a kernel's files into a folder that is named after its version, and so does sdbootutil, which names each after its checksum.</summary>
    private static bool IsInFolderOf(InstalledKernel kernel, string path) =>
        string.Equals(FolderOf(path), kernel.Version, StringComparison.Ordinal)
        && path[(path.LastIndexOf('/') + 1)..] is var name
        && (name is "initrd" || IsWithChecksum(name) || (kernel.InitramfsPath is { } own && string.Equals(name, Path.GetFileName(own), StringComparison.Ordinal)));

    private static bool IsWithChecksum(string name) =>
        name.StartsWith("initrd-", StringComparison.Ordinal) && name["initrd-".Length..] is { Length: 40 } sum && sum.All(char.IsAsciiHexDigit);

    /// <summary>The name of the folder that a file is in; null for one in the root.</summary>
    private static string? FolderOf(string path) => Path.GetFileName(Path.GetDirectoryName(path)) is { Length: > 0 } name ? name : null;

    /// <summary>The tools that write Limine's entries put a kernel's files into a folder of their own, under the names that they have in <c>/boot</c>, with or without <c>.img</c>.</summary>
    private static IEnumerable<string> CopiesOf(MachineReader reader, LimineMenu limine, string initramfs) =>
        limine.Entries.Where(entry => entry is { IsLinux: true, IsSpare: false })
            .SelectMany(entry => entry.Modules)
            .Where(module => string.Equals(Stem(module.Name), Stem(Path.GetFileName(initramfs)), StringComparison.Ordinal))
            .Select(module => Located(reader, limine, module))
            .OfType<string>()
            .Where(path => !string.Equals(path, initramfs, StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal);

    /// <summary>Where limine-entry-tool keeps kernels, <c>/boot</c> itself has none: those of this system are known by their folder of modules.</summary>
    private static IEnumerable<InstalledKernel> OnlyForLimine(MachineReader reader, LimineMenu limine, ImmutableArray<InstalledKernel> beside, string? running)
    {
        foreach (var entry in limine.Entries.Where(entry => entry is { IsLinux: true, IsSpare: false } && entry.Kernel!.Name.StartsWith(ImagePrefix, StringComparison.Ordinal)).DistinctBy(entry => entry.Kernel))
        {
            var suffix = entry.Kernel!.Name[ImagePrefix.Length..];
            var isKnown = beside.Any(kernel => kernel.ImagePath.EndsWith("/" + entry.Kernel.Name, StringComparison.Ordinal));
            if (!isKnown && Located(reader, limine, entry.Kernel) is { } image && ModulesFolder(reader, suffix) is { } modules)
            {
                var version = modules[(modules.LastIndexOf('/') + 1)..];
                yield return new InstalledKernel(
                    version,
                    image,
                    entry.Modules.Where(module => Stem(module.Name).EndsWith("-" + suffix, StringComparison.Ordinal)).Select(module => Located(reader, limine, module)).FirstOrDefault(path => path is not null),
                    KernelModuleList.FormOf(reader.ReadText($"{modules}/modules.dep"), reader.ReadText($"{modules}/modules.builtin"), "vfio-pci"),
                    string.Equals(version, running, StringComparison.Ordinal))
                {
                    IsOnlyForLoader = true,
                    HasKvmfr = KernelModuleList.FormOf(reader.ReadText($"{modules}/modules.dep"), null, "kvmfr") == DriverForm.Module,
                };
            }
        }
    }

    private static string? Located(MachineReader reader, LimineMenu limine, LimineFile file) => limine.MachinePaths(file).FirstOrDefault(path => reader.Exists(reader.Roots.Locate(path)));

    private static string Stem(string name) => name.EndsWith(".img", StringComparison.Ordinal) ? name[..^".img".Length] : name;

    private static string? ModulesFolder(MachineReader reader, string suffix)
    {
        var tops = new[] { reader.Roots.Lib("modules"), reader.Roots.Usr("lib/modules") };
        return tops.Select(top => $"{top}/{suffix}").FirstOrDefault(reader.Exists)
            // Arch names images after the package (vmlinuz-linux); the modules folder's pkgbase leads back to it.
            ?? tops.SelectMany(top => (reader.List(top) ?? []).Select(name => $"{top}/{name}"))
                .FirstOrDefault(folder => string.Equals(reader.ReadLine($"{folder}/pkgbase"), suffix, StringComparison.Ordinal));
    }
}
