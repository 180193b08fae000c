using System.Collections.Immutable;
using Passthrough.Host.Boot.Dracut;
using Passthrough.Host.Boot.Limine;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Host.Boot.Mkinitcpio;
using Passthrough.Host.Boot.Ostree;
using Passthrough.Host.Boot.Refind;
using Passthrough.Host.Boot.UnifiedImages;
using Passthrough.Host.Firmware;
using Passthrough.Host.Reading;
using Passthrough.Host.Storage;

namespace Passthrough.Host.Boot;

/// <summary>Reads how the machine booted and what it is configured to boot.</summary>
public static class BootReader
{
    // Debian lets dracut's core be installed beside initramfs-tools, which goes on building the images.
    private static readonly ImmutableArray<InitramfsGenerator> Generators =
        [InitramfsGenerator.InitramfsTools, InitramfsGenerator.Dracut, InitramfsGenerator.Mkinitcpio, InitramfsGenerator.Booster];

    /// <summary>The boot chain.</summary>
    /// <param name="reader">The machine.</param>
    public static BootFacts Read(MachineReader reader)
    {
        var roots = reader.Roots;
        ImmutableArray<string>? commandLine = reader.ReadText(roots.Proc("cmdline")) is { } text ? KernelCommandLine.Split(text) : null;
        var grubFolder = new[] { roots.Boot("grub"), roots.Boot("grub2") }.FirstOrDefault(folder => reader.Exists($"{folder}/grub.cfg"));
        var grub = grubFolder is null ? null : ReadGrub(reader, grubFolder);
        var generator = ReadGenerator(reader);
        ImmutableArray<MkinitcpioPreset> presets = generator == InitramfsGenerator.Mkinitcpio ? ReadPresets(reader) : [];
        var images = UnifiedImageReader.Read(reader, generator, presets);
        var menu = LoaderEntriesReader.Read(reader, images);
        var variables = LoaderVariables.Read(reader);
        var started = FirmwareMenu.ReadStarted(reader);
        var loaderInfo = EfiVariables.LoaderText(reader, "LoaderInfo");
        var first = menu?.Default(variables);
        var seen = new BootEvidence(
            loaderInfo,
            EfiVariables.LoaderText(reader, "StubInfo"),
            started,
            commandLine,
            grubFolder is null ? null : roots.NameOf($"{grubFolder}/grub.cfg"),
            grub,
            reader.Exists(roots.Etc("default/grub")) ? roots.NameOf(roots.Etc("default/grub")) : null,
            LoaderEntriesReader.Entries(menu, variables))
        {
            Limine = LimineReader.Read(reader, started, commandLine ?? []),
            Refind = RefindReader.Read(reader, started),
            Selected = variables.Selected,
            UnifiedImages = [.. images.Images.Select(image => image.ToBootEntry(loaderInfo is null ? IsFile(image, started) : string.Equals(image.Path, first?.Path, StringComparison.Ordinal)))],
            HasProxmoxPartitions = reader.Exists(roots.Etc(KernelLineTools.ProxmoxPartitions)),
            HasSdbootutil = reader.Exists(roots.Usr(KernelLineTools.Sdbootutil)),
            Told = variables.Default,
        };
        var loader = BootLoaderDecision.Decide(seen);
        var lineTool = KernelLineTools.Find(reader, seen, loader);

        // What is seen below /boot is not what starts the machine where the boot loader is on partitions that are not mounted.
        var entries = lineTool == KernelLineTool.ProxmoxBootTool ? [] : seen.EntriesOf(loader.Kind);
        var running = KernelReader.RunningRelease(reader);
        var limine = loader.Kind == BootLoaderKind.Limine ? seen.Limine : null;
        var refind = loader.Kind == BootLoaderKind.Refind ? seen.Refind : null;
        return new BootFacts(
            running,
            commandLine ?? [],
            loader,
            WithForeign(WithDefault(entries, loader.Kind == BootLoaderKind.GrubLoaderEntries ? menu?.GrubDefault(grub?.DefaultName) : null), commandLine ?? []),
            WithStubs(reader, KernelReader.Read(reader, running, menu, limine, images.Images), loader.Kind),
            generator,
            IsolationLog.Parse(reader.ReadText(roots.Run("passthrough/isolation"))),
            ReadConfigurationFiles(reader, grubFolder, menu, presets, images.Images, [.. limine is null ? Array.Empty<string>() : [limine.Path], .. refind?.Files ?? []]))
        {
            ModuleMentions = ModuleMentions.Read(reader),
            LineTool = lineTool,
            SealedBy = SealedKeys.Find(reader, lineTool),
            NextDeployment = lineTool == KernelLineTool.RpmOstree ? NextDeploymentReader.Read(reader, menu) : null,
            Presets = presets,
            UnifiedImages = images.Images,
            HasSystemd = reader.Exists(roots.Etc("systemd/system")),
            Grub = loader.Kind switch
            {
                BootLoaderKind.Grub when grub is not null => FactsOf(reader, grub, grubFolder!),
                BootLoaderKind.GrubLoaderEntries when grub is not null => FactsOf(reader, grub, grubFolder!) with { DefaultLoaderEntry = menu?.GrubDefault(grub.DefaultName) },
                _ => null,
            },
            LoaderMenu = loader.Kind is BootLoaderKind.SystemdBoot or BootLoaderKind.GrubLoaderEntries ? menu : null,
            Limine = limine,
            Refind = refind,
            LoaderVariables = loader.Kind is BootLoaderKind.SystemdBoot or BootLoaderKind.Limine ? variables : null,
            FirmwareMenu = loader.Kind == BootLoaderKind.UnifiedKernelImage || CannotTry(loader.Kind) ? FirmwareMenu.Read(reader) : null,
            LoaderPlace = CannotTry(loader.Kind) && started?.Partition is { } partition ? PartitionPlace.Find(reader, partition) : null,
        };
    }

    /// <summary>True for boot loaders that cannot try a start once, not in all of their versions: there the firmware can.</summary>
    private static bool CannotTry(BootLoaderKind loader) => loader is BootLoaderKind.Refind or BootLoaderKind.Limine;

    private static ImmutableArray<InstalledKernel> WithStubs(MachineReader reader, ImmutableArray<InstalledKernel> kernels, BootLoaderKind loader) =>
        CannotTry(loader) ? [.. kernels.Select(kernel => kernel with { HasEfiStub = reader.ReadParts(reader.Roots.Locate(kernel.ImagePath), HasEfiStub, absent: null) })] : kernels;

    private static bool? HasEfiStub(FileStream image) => image.Length == 0 ? null : PortableExecutable.Read(image) is not null;

    /// <summary>True for the image that the firmware itself started.</summary>
    private static bool IsFile(UnifiedImage image, EfiLoadOption? started) => string.Equals(image.LoaderPath, started?.File?.Replace('\\', '/'), StringComparison.OrdinalIgnoreCase);

    /// <summary>The kernels that are installed.</summary>
    /// <param name="reader">The machine.</param>
    internal static ImmutableArray<InstalledKernel> ReadKernels(MachineReader reader)
    {
        var generator = ReadGenerator(reader);
        var images = UnifiedImageReader.Read(reader, generator, generator == InitramfsGenerator.Mkinitcpio ? ReadPresets(reader) : []);
        return KernelReader.Read(reader, KernelReader.RunningRelease(reader), LoaderEntriesReader.Read(reader, images), ReadLimine(reader), images.Images);
    }

    /// <summary>Limine's menu as its configuration is now; null when there is none.</summary>
    /// <param name="reader">The machine.</param>
    internal static LimineMenu? ReadLimine(MachineReader reader) =>
        LimineReader.Read(reader, FirmwareMenu.ReadStarted(reader), KernelCommandLine.Split(reader.ReadText(reader.Roots.Proc("cmdline")) ?? ""));

    private static ImmutableArray<BootEntry> WithDefault(ImmutableArray<BootEntry> entries, LoaderEntry? first) =>
        first is null ? entries : [.. entries.Select(entry => entry with { IsDefault = string.Equals(entry.Path, first.Path, StringComparison.Ordinal) })];

    /// <summary>An entry with another root device, or another subvolume of it, or with a live system (Pop!_OS' recovery partition), starts another system.</summary>
    internal static ImmutableArray<BootEntry> WithForeign(ImmutableArray<BootEntry> entries, ImmutableArray<string> running)
    {
        var root = BootLoaderDecision.Root(running);
        entries = [.. entries.Select(entry => entry with { IsForeign = entry.IsForeign || BootLoaderDecision.IsOtherSubvolume(entry.Parameters, running) || (BootLoaderDecision.IsLive(entry.Parameters) && !BootLoaderDecision.IsLive(running)) })];
        return entries.Any(entry => string.Equals(BootLoaderDecision.Root(entry.Parameters), root, StringComparison.Ordinal))
            ? [.. entries.Select(entry => entry with { IsForeign = entry.IsForeign || (BootLoaderDecision.Root(entry.Parameters) is { } other && !other.Contains('$', StringComparison.Ordinal) && !string.Equals(other, root, StringComparison.Ordinal)) })]
            : entries;
    }

    private static GrubConfiguration? ReadGrub(MachineReader reader, string folder) =>
        reader.ReadText($"{folder}/grub.cfg") is { } text
            ? GrubConfiguration.Parse(text, reader.ReadText($"{folder}/grubenv") is not { } environment ? null : GrubEnvironment.Value(environment, "saved_entry"))
            : null;

    private static GrubFacts FactsOf(MachineReader reader, GrubConfiguration grub, string folder)
    {
        var environmentPath = $"{folder}/grubenv";
        var name = reader.Roots.NameOf(environmentPath);
        return new GrubFacts(reader.Roots.NameOf($"{folder}/grub.cfg"), grub.DefaultEntry, grub.SourcesCustomFile, reader.Exists(environmentPath) ? name : null, GrubWriteSupport.Obstacle(reader, name));
    }

    private static InitramfsGenerator ReadGenerator(MachineReader reader)
    {
        var roots = reader.Roots;
        return Generators.FirstOrDefault(generator => HasProgram(reader, InitramfsPrograms.BuilderOf(generator)!)
            && (generator != InitramfsGenerator.InitramfsTools || (HasProgram(reader, "update-initramfs") && reader.Exists(roots.Etc("initramfs-tools")))));
    }

    internal static ImmutableArray<MkinitcpioPreset> ReadPresets(MachineReader reader) =>
    [
        .. Below(reader, reader.Roots.Etc("mkinitcpio.d"), name => name.EndsWith(".preset", StringComparison.Ordinal))
            .Select(path => reader.ReadText(path) is { } text ? MkinitcpioPresetFile.Parse(reader.Roots.NameOf(path), text) : null)
            .OfType<MkinitcpioPreset>(),
    ];

    private static bool HasProgram(MachineReader reader, string name) =>
        reader.Exists(reader.Roots.Usr($"sbin/{name}")) || reader.Exists(reader.Roots.Usr($"bin/{name}"));

    private static ImmutableArray<TextFile> ReadConfigurationFiles(MachineReader reader, string? grubFolder, LoaderMenu? menu, ImmutableArray<MkinitcpioPreset> presets, ImmutableArray<UnifiedImage> images, ImmutableArray<string> loaderFiles)
    {
        var roots = reader.Roots;
        return
        [
            .. new[] { roots.Etc("default/grub") }
                .Concat(Below(reader, roots.Etc("default/grub.d"), name => name.EndsWith(".cfg", StringComparison.Ordinal)))
                .Append(roots.Etc("passthrough/isolated-devices"))
                .Concat(Below(reader, roots.Etc("modprobe.d"), IsOurs))
                .Append(roots.Etc("udev/rules.d/60-passthrough.rules"))
                .Append(roots.Etc("sysctl.d/90-passthrough-hugepages.conf"))
                .Append(roots.Etc("dracut.conf.d/90-passthrough.conf"))
                .Append(roots.Etc("kernel/cmdline"))
                .Append(roots.Usr("lib/kernel/cmdline"))
                .Concat(images.IsEmpty ? [] : ImageSources(reader, presets))
                .Concat(Below(reader, roots.Etc("kernel/cmdline.d"), _ => true))
                .Append(roots.Etc(KernelLineTools.KernelstubConfiguration))
                .Concat(menu is null ? [] : menu.Entries.Select(entry => roots.Locate(entry.Path)))
                .Concat(loaderFiles.Select(roots.Locate))
                .Concat(loaderFiles.IsEmpty ? [] : LimineDefaults.Layers(reader))
                .Append(roots.Etc("systemd/system/passthrough-confirm.service"))
                .Append(roots.Etc("systemd/system/multi-user.target.d/passthrough.conf"))
                .Concat(BootPartitions.Folders(roots).Select(folder => $"{folder}/{GrubEnvironment.OnPartition}"))
                .Concat(Surroundings(reader))
                .Concat(grubFolder is null ? [] : [$"{grubFolder}/custom.cfg"])
                .Concat(Below(reader, roots.Etc("initramfs-tools/hooks"), IsOurs))
                .Concat(Below(reader, roots.Etc("initramfs-tools/scripts/init-top"), IsOurs))
                .Append(roots.Etc("mkinitcpio.conf"))
                .Concat(Below(reader, roots.Etc("mkinitcpio.conf.d"), name => name.EndsWith(".conf", StringComparison.Ordinal)))
                .Concat(presets.SelectMany(preset => preset.Images).Select(image => image.Configuration).OfType<string>().Distinct(StringComparer.Ordinal).Select(roots.Locate))
                .Concat(Below(reader, roots.Etc("initcpio/install"), IsOurs))
                .Concat(Below(reader, roots.Etc("initcpio/hooks"), IsOurs))
                .Concat(Below(reader, roots.Etc("initcpio/passthrough"), _ => true))
                .Concat(Below(reader, roots.Usr("lib/dracut/modules.d/90passthrough"), _ => true))
                .Select(reader.ReadFile)
                .OfType<TextFile>()
                .DistinctBy(file => file.Path, StringComparer.Ordinal),
        ];
    }

    /// <summary>What the kernel line of unified kernel images comes from.</summary>
    private static IEnumerable<string> ImageSources(MachineReader reader, ImmutableArray<MkinitcpioPreset> presets) =>
    [
        .. Below(reader, reader.Roots.Etc("cmdline.d"), name => name.EndsWith(".conf", StringComparison.Ordinal)),
        .. presets.SelectMany(preset => preset.Images).Select(image => image.CommandLinePath).OfType<string>().Distinct(StringComparer.Ordinal).Select(reader.Roots.Locate),
        .. DracutConfiguration.Paths(reader),
    ];

    /// <summary>What is around guests: rights, limits, shared memory. Only a plan that is asked for them writes these.</summary>
    private static IEnumerable<string> Surroundings(MachineReader reader)
    {
        var roots = reader.Roots;
        return new[]
        {
            roots.Etc("security/limits.d/passthrough.conf"),
            roots.Etc("sysctl.d/90-passthrough.conf"),
            roots.Etc("tmpfiles.d/passthrough-looking-glass.conf"),
            roots.Etc("modprobe.d/passthrough-kvmfr.conf"),
            roots.Etc("modules-load.d/passthrough-kvmfr.conf"),
            roots.Etc("udev/rules.d/99-passthrough-kvmfr.rules"),
            roots.Etc("libvirt/qemu.conf"),
            roots.Etc("libvirt/hooks/qemu.d/passthrough"),
            roots.Etc("apparmor.d/abstractions/libvirt-qemu"),
            roots.Etc("apparmor.d/abstractions/libvirt-qemu.d/passthrough"),
            roots.Etc("apparmor.d/local/abstractions/libvirt-qemu"),
        }
        .Concat(Below(reader, roots.Etc("systemd/system"), name => name.StartsWith("user@", StringComparison.Ordinal) && name.EndsWith(".service.d", StringComparison.Ordinal)).Select(folder => $"{folder}/passthrough.conf"));
    }

    private static IEnumerable<string> Below(MachineReader reader, string folder, Func<string, bool> isWanted) =>
        (reader.List(folder) ?? []).Where(isWanted).Select(name => $"{folder}/{name}");

    private static bool IsOurs(string name) => name.StartsWith("passthrough", StringComparison.Ordinal);
}
