using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;

namespace Passthrough.Readiness.Rules;

/// <summary>The card's windows into its memory: does the firmware's picture lie in one, how large are they, is there an option ROM.</summary>
internal static class CardMemoryRule
{
    private static readonly FindingKind GpuMemoryClaimed = new("gpu-memory-claimed", Severity.Warning, "The firmware's picture lies in the card's memory, and the kernel keeps it reserved.");
    private static readonly FindingKind GpuMemoryMayBeClaimed = new("gpu-memory-may-be-claimed", Severity.Note, "The kernel keeps the firmware's picture up on this card, and only root sees whether its memory is reserved.");
    private static readonly FindingKind GpuLargeMemory = new("gpu-large-memory", Severity.Note, "A window into the card's memory is of 1 GiB or more.");
    private static readonly FindingKind GpuResizableMemory = new("gpu-resizable-memory", Severity.Note, "A window into the card's memory can be made larger.");
    private static readonly FindingKind GpuRomForUefi = new("gpu-rom-for-uefi", Severity.Good, "The card's ROM has a part for UEFI, or the firmware has shown its picture with it.");
    private static readonly FindingKind GpuRomForBiosOnly = new("gpu-rom-for-bios-only", Severity.Warning, "The card's ROM was read and has no part for UEFI.");
    private static readonly FindingKind GpuRomUnread = new("gpu-rom-unread", Severity.Note, "There is a ROM, and what it holds is not known.");
    private static readonly FindingKind GpuRomAbsent = new("gpu-rom-absent", Severity.Note, "The kernel offers no option ROM of a card in a slot.");

    private const ulong Gibibyte = 1UL << 30;
    private const ulong Mebibyte = 1UL << 20;
    private const int Rom = 6;

    // Since then x86 too makes the firmware's picture a device in drivers/firmware/sysfb.c, whose start this call is.
    private const string FirstKernelWithCommonFramebuffers = "5.15";

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Is the card's memory free, how large is it, and is there a ROM?",
        [GpuMemoryClaimed, GpuMemoryMayBeClaimed, GpuLargeMemory, GpuResizableMemory, GpuRomForUefi, GpuRomForBiosOnly, GpuRomUnread, GpuRomAbsent],
        Judge);

    /// <summary>At most four findings for each card.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        // Pictures of machines often leave the ROM files out: only where one is seen does the absence of another say something.
        var areRomsSeen = facts.Pci.Devices.Any(device => device.HasOptionRom);
        return facts.Display.Cards.SelectMany(card => JudgeCard(facts, card, areRomsSeen)).OfType<Finding>();
    }

    private static IEnumerable<Finding?> JudgeCard(HostFacts facts, GraphicsCard card, bool areRomsSeen)
    {
        yield return Claimed(facts, card);
        if (facts.Pci.Find(card.Display) is { Upstream.IsEmpty: false } display)
        {
            yield return Large(display);
            yield return Resizable(display);
            yield return display.Class.BaseAndSub == 0x0300 ? JudgeRom(facts, card, display, areRomsSeen) : null;
        }
    }

    private static Finding? JudgeRom(HostFacts facts, GraphicsCard card, PciDevice display, bool areRomsSeen)
    {
        var file = $"{DeviceWords.SysfsPath(display.Address)}/rom";
        if (display.OptionRom is { } rom)
        {
            ImmutableArray<Evidence> images = [new Evidence(file, string.Join(", ", rom.Images.Select(Words)))];
            return rom.HasUefi
                ? GpuRomForUefi.Found("The card's ROM has a part for UEFI: a guest with OVMF shows a picture from the start.", images, gpu: card.Display)
                : GpuRomForBiosOnly.Found(
                    "The card's ROM has no part for UEFI: a guest with OVMF shows no picture before its own driver runs.",
                    images,
                    "Give the guest a ROM file that has one (passthrough guest create --rom FILE; the card's maker may have an update), or start it with SeaBIOS (--firmware bios).",
                    card.Display);
        }

        if (!display.HasOptionRom)
        {
            return areRomsSeen
                ? GpuRomAbsent.Found(
                    "The kernel offers no ROM of this card: without one from a file, a guest shows no picture before its own driver runs.",
                    [new Evidence(file, "absent")],
                    gpu: card.Display)
                : null;
        }

        return card.IsBoot is true && facts.Firmware.IsUefi is true && facts.Display.BootFramebuffers is [var picture, ..]
            ? GpuRomForUefi.Found(
                "The host's UEFI shows its picture with this card, so a guest's can.",
                [new Evidence(HostRoots.Live.Sys($"bus/platform/devices/{picture.Name}"), "there"), new Evidence($"{DeviceWords.SysfsPath(display.Address)}/boot_vga", "1")],
                gpu: card.Display)
            : GpuRomUnread.Found(
                $"Whether the card's ROM has a part for UEFI is not known; cards of before 2013 may have none, and a guest with OVMF then shows no picture before its own driver runs. Root sees it while nothing uses the card: echo 1 > {file}; passthrough check --gpu {display.Address} --all; echo 0 > {file}",
                [new Evidence(file, "not read")],
                gpu: card.Display);
    }

    private static string Words(OptionRomImage image) => image.Kind switch
    {
        OptionRomKind.Legacy => "BIOS",
        OptionRomKind.Uefi => "UEFI",
        OptionRomKind.UefiOfOtherProcessor => "UEFI of another processor",
        _ => "unknown",
    };

    private static Finding? Claimed(HostFacts facts, GraphicsCard card)
    {
        if (!card.Claims.IsEmpty)
        {
            return GpuMemoryClaimed.Found(
                "The firmware's picture lies in this card's memory: VFIO cannot take it while the kernel keeps that (\"can't reserve\").",
                [.. card.Claims.Select(claim => new Evidence(HostRoots.Live.Proc("iomem"), $"{claim.Owner} in BAR {claim.Bar}, {Size(claim.Size)}"))],
                card.IsBoot is true
                    ? $"Make another card the primary display in the firmware setup; or rule the picture out, so that the console stays dark until a driver runs: {Word(facts)}; {KernelLineSteps.Where(facts)}."
                    : $"Rule the firmware's picture out with {Word(facts)}; {KernelLineSteps.Where(facts)}. Where it fails all the same, make another card the primary display in the firmware setup.",
                card.Display);
        }

        return !facts.Display.AreClaimsKnown && facts.Display.BootFramebuffers.FirstOrDefault(picture => picture.Card is { } on && card.Functions.Contains(on)) is { } picture
            ? GpuMemoryMayBeClaimed.Found(
                "The firmware's picture is on this card; whether the kernel keeps memory for it, only root can see.",
                [new Evidence(HostRoots.Live.Sys($"bus/platform/devices/{picture.Name}"), picture.Driver is { } driver ? $"driver {driver}" : "no driver")],
                gpu: card.Display)
            : null;
    }

    private static string Word(HostFacts facts) =>
        facts.Boot.RunningKernel is { } running && KernelVersionOrder.Instance.Compare(running, FirstKernelWithCommonFramebuffers) < 0 ? "video=efifb:off" : "initcall_blacklist=sysfb_init";

    private static Finding? Large(PciDevice display)
    {
        ImmutableArray<PciBar> large = [.. display.Bars.Where(bar => bar.Index < Rom && bar.IsMemory && bar.Size >= Gibibyte)];
        return large.IsEmpty
            ? null
            : GpuLargeMemory.Found(
                $"The card's window into its memory is of {Size(large.Max(bar => bar.Size))}: the guest's UEFI has to find room for it above 4 GiB, as OVMF does from the end of 2022 on (older ones need opt/ovmf/X-PciMmio64Mb).",
                [.. large.Select(bar => new Evidence($"{DeviceWords.SysfsPath(display.Address)}/resource", $"BAR {bar.Index}, {Size(bar.Size)}"))],
                gpu: display.Address);
    }

    private static Finding? Resizable(PciDevice display) =>
        display.ResizableBars.Where(bar => bar.PossibleSizes is [.., var most] && most > bar.CurrentSize).MaxBy(bar => bar.PossibleSizes[^1]) is { } window
            ? GpuResizableMemory.Found(
                $"The card's window into its memory is of {Size(window.CurrentSize)} and can be of {Size(window.PossibleSizes[^1])}: a guest sees the size that the host has set before.",
                [new Evidence($"{DeviceWords.SysfsPath(display.Address)}/resource{window.Index}_resize", string.Join(", ", window.PossibleSizes.Select(Size)))],
                gpu: display.Address)
            : null;

    private static string Size(ulong bytes) => bytes % Gibibyte == 0 && bytes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / Gibibyte} GiB")
        : bytes % Mebibyte == 0 && bytes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / Mebibyte} MiB")
        : string.Create(CultureInfo.InvariantCulture, $"{(bytes + 1023) / 1024} KiB");
}
