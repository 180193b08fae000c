using System.Collections.Immutable;
using Passthrough.Host.Boot.Limine;
using Passthrough.Host.Boot.Refind;
using Passthrough.Host.Firmware;

namespace Passthrough.Host.Boot;

/// <summary>What was seen that may say which boot loader started this kernel.</summary>
/// <param name="LoaderInfo">The EFI variable <c>LoaderInfo</c>, such as <c>systemd-boot 252</c>; null when absent.</param>
/// <param name="StubInfo">The EFI variable <c>StubInfo</c>, which the stub of a unified kernel image sets (<c>systemd-stub 255</c>); null when absent.</param>
/// <param name="Started">What the firmware itself started; null when it does not tell.</param>
/// <param name="CommandLine">The running kernel's parameters; null when there is no <c>/proc/cmdline</c>.</param>
/// <param name="GrubConfigurationPath">The machine's own path of <c>grub.cfg</c>; null when there is none.</param>
/// <param name="GrubConfiguration">What it says; null when it is absent or unreadable.</param>
/// <param name="GrubDefaultsPath">The machine's own path of <c>default/grub</c>; null when there is none.</param>
/// <param name="LoaderEntries">The entries below <c>loader/entries</c>.</param>
internal sealed record BootEvidence(
    string? LoaderInfo,
    string? StubInfo,
    EfiLoadOption? Started,
    ImmutableArray<string>? CommandLine,
    string? GrubConfigurationPath,
    GrubConfiguration? GrubConfiguration,
    string? GrubDefaultsPath,
    ImmutableArray<BootEntry> LoaderEntries)
{
    /// <summary>Limine's menu; null when there is no configuration of it.</summary>
    public LimineMenu? Limine { get; init; }

    /// <summary>What rEFInd can start Linux with; null when there are no files of it.</summary>
    public RefindMenu? Refind { get; init; }

    /// <summary>What the loader was told to start (<c>LoaderEntryDefault</c>); null for nothing.</summary>
    public string? Told { get; init; }

    /// <summary>The id of the entry that the loader says it started (<c>LoaderEntrySelected</c>); null when it does not tell.</summary>
    public string? Selected { get; init; }

    /// <summary>The unified kernel images.</summary>
    public ImmutableArray<BootEntry> UnifiedImages { get; init; } = [];

    /// <summary>True when this machine is started by a unified kernel image and not by an entry file.</summary>
    public bool IsStartedByImage => StubInfo is not null && LoaderEntries.All(entry => entry.IsForeign);

    /// <summary>True when <c>proxmox-boot-tool</c> keeps boot loader and entries on partitions that are not mounted (<c>/etc/kernel/proxmox-boot-uuids</c>).</summary>
    public bool HasProxmoxPartitions { get; init; }

    /// <summary>True when openSUSE's <c>sdbootutil</c> writes the entries: its GRUB reads them without a <c>grub.cfg</c>.</summary>
    public bool HasSdbootutil { get; init; }

    /// <summary>The entries that a boot loader of this kind chooses from; GRUB's while none is decided, none when this program cannot read them.</summary>
    /// <param name="loader">The kind.</param>
    public ImmutableArray<BootEntry> EntriesOf(BootLoaderKind loader) => loader switch
    {
        BootLoaderKind.SystemdBoot when IsStartedByImage => [.. UnifiedImages, .. LoaderEntries],
        BootLoaderKind.SystemdBoot or BootLoaderKind.GrubLoaderEntries => LoaderEntries,
        BootLoaderKind.UnifiedKernelImage => UnifiedImages,
        BootLoaderKind.Limine => Limine is null ? [] : LimineConfiguration.EntriesOf(Limine, Told),
        BootLoaderKind.Refind => Refind?.BootEntries ?? [],
        BootLoaderKind.Grub or BootLoaderKind.Unknown => GrubConfiguration?.Entries ?? [],
        _ => [],
    };
}
