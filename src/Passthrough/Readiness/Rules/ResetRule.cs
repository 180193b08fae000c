using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;
using Passthrough.Host.Virtualization;

namespace Passthrough.Readiness.Rules;

/// <summary>Does the card come back after a guest has stopped: what the kernel can do, and what is known about the chip.</summary>
internal static class ResetRule
{
    private static readonly FindingKind GpuGone = new("gpu-gone", Severity.Blocking, "Config space of a function of the card reads as nothing but ones.");
    private static readonly FindingKind GpuResetFaulty = new("gpu-reset-faulty", Severity.Warning, "The chip is one that does not come back from the kernel's own resets, and the module vendor-reset is not loaded.");
    private static readonly FindingKind GpuResetNotAsked = new("gpu-reset-not-asked", Severity.Warning, "The module vendor-reset is loaded for the chip, and the kernel tries other resets first.");
    private static readonly FindingKind GpuResetByModule = new("gpu-reset-by-module", Severity.Good, "The module vendor-reset resets the chip.");
    private static readonly FindingKind GpuResetMissing = new("gpu-reset-missing", Severity.Warning, "The kernel has no way to reset the card.");
    private static readonly FindingKind GpuResetAlone = new("gpu-reset-alone", Severity.Good, "The kernel can reset the display function alone.");
    private static readonly FindingKind GpuResetWithPort = new("gpu-reset-with-port", Severity.Good, "The card is reset with its port, all functions at once.");
    private static readonly FindingKind GpuSleepsDeeply = new("gpu-sleeps-deeply", Severity.Note, "The card is on vfio-pci and switched off (D3cold), or is of a chip that may not come back from that.");

    private const string ModuleReset = "device_specific";

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Does the card come back after a guest has stopped?",
        [GpuGone, GpuResetFaulty, GpuResetNotAsked, GpuResetByModule, GpuResetMissing, GpuResetAlone, GpuResetWithPort, GpuSleepsDeeply],
        Judge);

    /// <summary>At most one finding for each card about reset, and one about sleep.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        // The kernel hides the file where it knows no reset, and has it at all since 5.15: one function with it makes its absence elsewhere mean something.
        var areMethodsKnown = facts.Pci.Devices.Any(device => device.ResetMethods is not null);
        return facts.Display.Cards.SelectMany(card => JudgeCard(facts, card, areMethodsKnown)).OfType<Finding>();
    }

    private static IEnumerable<Finding?> JudgeCard(HostFacts facts, GraphicsCard card, bool areMethodsKnown)
    {
        var functions = card.Functions.Select(facts.Pci.Find).OfType<PciDevice>().ToList();
        if (functions.Where(function => function.IsGone).ToImmutableArray() is { IsEmpty: false } gone)
        {
            return
            [
                GpuGone.Found(
                    "The card does not answer any more: no guest can have it, nor the host.",
                    [.. gone.Select(function => new Evidence($"{DeviceWords.SysfsPath(function.Address)}/config", "ff ff ff ff"))],
                    "Shut the machine down, take it off the mains for a moment and start it again: a restart alone may not do. It comes of a reset that failed, or of a card that did not wake.",
                    card.Display),
            ];
        }

        return facts.Pci.Find(card.Display) is not { } display ? []
            : ResetQuirks.AmdChip(display.Identity) is { } chip ? [FaultyChip(facts, display, chip, areMethodsKnown), Sleep(facts, display, isFaulty: true)]
            : [ByKernel(facts, card, display, areMethodsKnown), Sleep(facts, display, isFaulty: false)];
    }

    private static Finding FaultyChip(HostFacts facts, PciDevice display, string chip, bool areMethodsKnown)
    {
        var methods = $"{DeviceWords.SysfsPath(display.Address)}/reset_method";
        var chipEvidence = new Evidence(DeviceWords.SysfsPath(display.Address), $"[{display.Identity.Ids}], {chip}");
        if (!facts.Virtualization.CardModules.Contains("vendor_reset", StringComparer.Ordinal))
        {
            return GpuResetFaulty.Found(
                $"Cards of this chip ({chip}) often do not come back after a guest has stopped: the next start then fails until the host restarts.",
                [chipEvidence, new Evidence(HostRoots.Live.Proc("modules"), "no vendor_reset")],
                "Try it: start and stop a guest twice. If the second start fails, install the kernel module vendor-reset (github.com/gnif/vendor-reset, or the package vendor-reset-dkms), "
                + "load it at boot, and let the guest shut down rather than be killed.",
                display.Address);
        }

        return areMethodsKnown && display.ResetMethods is not [ModuleReset, ..]
            ? GpuResetNotAsked.Found(
                $"The module vendor-reset is loaded for this chip ({chip}), but since Linux 5.15 the kernel has to be told to use it.",
                [chipEvidence, new Evidence(methods, display.ResetMethods is { } known ? string.Join(' ', known) : "absent")],
                $"At each boot, after the module: echo {ModuleReset} | sudo tee {methods}",
                display.Address)
            : GpuResetByModule.Found($"The module vendor-reset resets this chip ({chip}).", [chipEvidence, new Evidence(HostRoots.Live.Proc("modules"), "vendor_reset")], gpu: display.Address);
    }

    // VFIO resets a whole card through the port above it when all that is below is the guest's; what lies on a root bus has no such port, what is part of the processor shares it.
    private static Finding? ByKernel(HostFacts facts, GraphicsCard card, PciDevice display, bool areMethodsKnown)
    {
        var source = DeviceWords.SysfsPath(display.Address);
        var isAlone = display.ResetMethods is { IsEmpty: false } || display.Config?.HasFunctionLevelReset is true || display.Config?.PowerManagement is { KeepsStateInD3: false };
        var why = display.Upstream.IsEmpty ? "on a root bus, so without a port that could be reset"
            : facts.Pci.Devices.Any(other => other.Address.Domain == display.Address.Domain && other.Address.Bus == display.Address.Bus && !card.Functions.Contains(other.Address)) ? "on a bus with devices that are not the card's"
            : ResetQuirks.Of(display.Identity) == ResetQuirk.NoBusReset ? $"[{display.Identity.Ids}], which a reset of the bus makes unreachable"
            : null;
        return isAlone ? GpuResetAlone.Found(
                "The kernel can reset the card between guests.",
                [display.ResetMethods is { IsEmpty: false } methods ? new Evidence($"{source}/reset_method", string.Join(' ', methods)) : new Evidence($"{source}/config", "function level reset, or D3 without keeping state")],
                gpu: display.Address)
            : why is null ? GpuResetWithPort.Found("The card is reset with its port between guests, all functions at once.", [new Evidence(source, $"below {display.Upstream[^1]}")], gpu: display.Address)
            : areMethodsKnown ? GpuResetMissing.Found(
                "The kernel has no way to reset this card: after a guest has stopped, the next start may find it in a state that it cannot use.",
                [new Evidence($"{source}/reset_method", "absent or empty"), new Evidence(source, why)],
                "Let the guest shut down rather than be killed, and restart the host when a start fails.",
                display.Address)
            : null;
    }

    private static Finding? Sleep(HostFacts facts, PciDevice display, bool isFaulty)
    {
        var isOff = display is { Driver: "vfio-pci", PowerState: "D3cold" };
        return isOff || (isFaulty && display is { Driver: "vfio-pci", D3ColdAllowed: true } && facts.Virtualization.Parameter("vfio_pci", "disable_idle_d3") is ModuleParameter { IsOn: false })
            ? GpuSleepsDeeply.Found(
                (isOff ? "While no guest has it, the card is switched off entirely (D3cold). Most come back; some do not" : "While no guest has it, the card may be switched off entirely (D3cold), from which this chip may not come back")
                + ": 0 in its d3cold_allowed keeps it from that.",
                [new Evidence($"{DeviceWords.SysfsPath(display.Address)}/{(isOff ? "power_state" : "d3cold_allowed")}", isOff ? "D3cold" : "1")],
                gpu: display.Address)
            : null;
    }
}
