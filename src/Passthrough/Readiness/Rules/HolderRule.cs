using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Display;

namespace Passthrough.Readiness.Rules;

/// <summary>Who has the card open now, and how each lets go.</summary>
internal static class HolderRule
{
    private static readonly FindingKind GpuHeld = new("gpu-held", Severity.Warning, "A process has a device node of the card open that does not let go by itself.");
    private static readonly FindingKind GpuHeldLightly = new("gpu-held-lightly", Severity.Note, "Only processes have the card open that let go by themselves: the seat's and the sound's manager.");
    private static readonly FindingKind GpuDriverHeld = new("gpu-driver-held", Severity.Note, "A process has a node open that stands for all cards of the card's driver.");
    private static readonly FindingKind GpuHoldersUnsure = new("gpu-holders-unsure", Severity.Note, "Processes of other users could not be looked into.");

    private const int Shown = 6;

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Who has the card open now?",
        [GpuHeld, GpuHeldLightly, GpuDriverHeld, GpuHoldersUnsure],
        Judge);

    /// <summary>At most three findings for each card.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        foreach (var card in facts.Display.Cards)
        {
            if (card.Holders.Any(holder => !IsLight(holder)))
            {
                yield return GpuHeld.Found(
                    "Programs have the card open; they lose it at the next boot, and it cannot be taken while they run.",
                    [.. card.Holders.Select(Evidence)],
                    string.Join(' ', card.Holders.Where(holder => !IsLight(holder)).GroupBy(holder => holder.Role).OrderBy(group => group.Key).Select(group => Remedy(group.Key, [.. group]))),
                    card.Display);
            }
            else if (!card.Holders.IsEmpty)
            {
                yield return GpuHeldLightly.Found(
                    "Only services have the card open that let go of it by themselves.", [.. card.Holders.Select(Evidence)], gpu: card.Display);
            }

            if (SharedHolders(facts, card) is { IsEmpty: false } shared)
            {
                yield return GpuDriverHeld.Found(
                    "Programs use the card's driver; which of its cards they use, the system does not tell.", [.. shared.Take(Shown).Select(Evidence)], gpu: card.Display);
            }

            if (facts.Display is { AreHoldersKnown: true, ProcessesNotSeen: > 0 })
            {
                yield return GpuHoldersUnsure.Found(
                    $"{facts.Display.ProcessesNotSeen} processes of others could not be looked into, so more may have the card open.",
                    [new Evidence(HostRoots.Live.Proc(), $"{facts.Display.ProcessesNotSeen} processes closed to this user")],
                    "Root sees all: sudo passthrough check",
                    card.Display);
            }
        }
    }

    private static bool IsLight(DeviceHolder holder) => holder.Role is HolderRole.SeatManager or HolderRole.SoundServer;

    private static ImmutableArray<DeviceHolder> SharedHolders(HostFacts facts, GraphicsCard card)
    {
        var prefix = facts.Pci.Find(card.Display)?.Driver switch { "nvidia" => "nvidia", "amdgpu" => "kfd", _ => null };
        return prefix is null ? [] : [.. facts.Display.SharedHolders.Where(holder => holder.Node.StartsWith(HostRoots.Live.Dev(prefix), StringComparison.Ordinal)).DistinctBy(holder => holder.ProcessId)];
    }

    private static Evidence Evidence(DeviceHolder holder) =>
        new(holder.Node, $"{holder.Command} (process {holder.ProcessId}{(holder.Unit is { } unit ? $", {unit}" : "")}){(holder.IsOnlyMapped ? ", mapped" : "")}");

    private static string Remedy(HolderRole role, ImmutableArray<DeviceHolder> holders)
    {
        var names = string.Join(", ", holders.Select(holder => holder.Command).Distinct(StringComparer.Ordinal).Take(Shown));
        return role switch
        {
            HolderRole.DisplayServer => $"Log out of the desktop ({names}), or have it use the other card only.",
            HolderRole.DisplayManager => $"Stop the login screen, which ends the desktop: {Stop(holders, "display-manager.service")}.",
            HolderRole.BootSplash => "Let the boot splash end: sudo plymouth quit.",
            HolderRole.DriverService => $"Stop the driver's service: {Stop(holders, "nvidia-persistenced.service")}.",
            HolderRole.HardwareControl => $"End {names}, or have it leave this card's lights and fans alone.",
            HolderRole.Guest => $"A guest has the card ({names}): shut it down first.",
            _ => $"End {names}.",
        };
    }

    private static string Stop(ImmutableArray<DeviceHolder> holders, string usual) =>
        $"sudo systemctl stop {string.Join(' ', holders.Select(holder => holder is { IsUserUnit: false, Unit: { } unit } && unit.EndsWith(".service", StringComparison.Ordinal) ? unit : usual).Distinct(StringComparer.Ordinal))}";
}
