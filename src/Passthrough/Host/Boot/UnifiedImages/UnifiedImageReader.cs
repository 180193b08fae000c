using System.Collections.Immutable;
using Passthrough.Host.Boot.Dracut;
using Passthrough.Host.Boot.Mkinitcpio;
using Passthrough.Host.Distribution;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Boot.UnifiedImages;

/// <summary>Reads the unified kernel images where boot loaders look for them (<c>EFI/Linux</c> on the partitions of <see cref="BootPartitions"/>) and where mkinitcpio's presets put them.</summary>
internal static class UnifiedImageReader
{
    private const string Folder = "EFI/Linux";
    private const string Suffix = ".efi";

    /// <summary>The images.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="generator">Who builds initramfs images.</param>
    /// <param name="presets">What mkinitcpio builds.</param>
    public static UnifiedImageList Read(MachineReader reader, InitramfsGenerator generator, ImmutableArray<MkinitcpioPreset> presets)
    {
        var roots = reader.Roots;
        var inMenu = BootPartitions.Folders(roots).SelectMany(place => (reader.List($"{place}/{Folder}") ?? []).Where(name => name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)).Select(name => $"{place}/{Folder}/{name}"));
        var built = presets.SelectMany(preset => preset.Images).Select(image => image.UnifiedPath).OfType<string>().Select(roots.Locate).Where(reader.Exists);
        ImmutableArray<string> paths = [.. inMenu.Concat(built).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        ImmutableArray<UnifiedImage> images = [.. paths.Select(path => ReadImage(reader, path)).OfType<UnifiedImage>()];
        if (images.IsEmpty)
        {
            return new UnifiedImageList([], !paths.IsEmpty);
        }

        var system = OsRelease.Parse(reader.ReadText(roots.Etc("os-release")) ?? reader.ReadText(roots.Usr("lib/os-release"))).Id;
        var isByKernelInstall = HasUnifiedLayout(reader);
        var isDracuts = generator == InitramfsGenerator.Dracut && !isByKernelInstall;
        var buildsUnified = isDracuts && DracutConfiguration.BuildsUnifiedImages(DracutConfiguration.Read(reader));
        return new UnifiedImageList(
            [
                .. images.Select(image => image with
                {
                    IsForeign = system is not null && image.SystemId is { } other && !string.Equals(other, system, StringComparison.Ordinal),
                }).Select(image =>
                    presets.Any(preset => preset.Images.Any(entry => string.Equals(entry.UnifiedPath, image.Path, StringComparison.Ordinal))) ? image with { Builder = InitramfsGenerator.Mkinitcpio }
                    : isDracuts && (buildsUnified || IsNamedByDracut(image)) ? image with { Builder = InitramfsGenerator.Dracut }
                    : isByKernelInstall && generator is InitramfsGenerator.Dracut or InitramfsGenerator.Mkinitcpio && IsNamedByKernelInstall(image) ? image with { Builder = generator, IsByKernelInstall = true }
                    : image),
            ],
            images.Length < paths.Length);
    }

    private static UnifiedImage? ReadImage(MachineReader reader, string path) => reader.ReadParts(path, file => UnifiedImageFile.Parse(reader.Roots.NameOf(path), file), absent: null);

    /// <summary>dracut(8), "--uefi": <c>EFI/Linux/linux-VERSION-MACHINEID-BUILDID.efi</c>, of which the last two may be absent.</summary>
    private static bool IsNamedByDracut(UnifiedImage image) => image.KernelVersion is { } version && Path.GetFileName(image.Path).StartsWith($"linux-{version}", StringComparison.OrdinalIgnoreCase);

    /// <summary>kernel-install(8), "90-uki-copy.install": <c>EFI/Linux/TOKEN-VERSION.efi</c>.</summary>
    private static bool IsNamedByKernelInstall(UnifiedImage image) => image.KernelVersion is { } version && Path.GetFileName(image.Path).EndsWith($"-{version}{Suffix}", StringComparison.Ordinal);

    /// <summary>True when kernel-install(8) has the images made (<c>layout=uki</c> in its <c>install.conf</c>), under names of its own and by a program that it chooses.</summary>
    private static bool HasUnifiedLayout(MachineReader reader)
    {
        var roots = reader.Roots;
        var text = reader.ReadText(roots.Etc("kernel/install.conf")) ?? reader.ReadText(roots.Usr("lib/kernel/install.conf"));
        return BashAssignments.Parse(text ?? "").LastOrDefault(assignment => assignment.Name is "layout")?.Words is ["uki"];
    }
}
