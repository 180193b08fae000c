using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Network;
using Passthrough.Host.Storage;

namespace Passthrough.Readiness.Rules;

/// <summary>Would the host lose something that it uses, because it is part of the card or in the card's groups.</summary>
internal static class HostLossRule
{
    private static readonly FindingKind GpuTakesKeyboards = new("gpu-takes-keyboards", Severity.Blocking, "Every keyboard of the machine hangs on a USB controller that goes with the card.");
    private static readonly FindingKind GpuTakesMice = new("gpu-takes-mice", Severity.Warning, "Every mouse of the machine hangs on a USB controller that goes with the card.");
    private static readonly FindingKind GpuTakesDisks = new("gpu-takes-disks", Severity.Blocking, "A disk that the host uses hangs on a controller that goes with the card.");
    private static readonly FindingKind GpuTakesNetwork = new("gpu-takes-network", Severity.Warning, "The host's way to the network goes with the card.");

    private const int Shown = 4;

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Would the host lose its keyboard, its disks or its network with the card?",
        [GpuTakesKeyboards, GpuTakesMice, GpuTakesDisks, GpuTakesNetwork],
        Judge);

    /// <summary>At most one finding of each kind for each card.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        if (facts.Display.Cards.IsEmpty)
        {
            return [];
        }

        var controllers = StorageControllers.Judge(facts.Storage, facts.Pci, facts.Iommu);
        return facts.Display.Cards.SelectMany(card => JudgeCard(facts, card, controllers));
    }

    private static IEnumerable<Finding> JudgeCard(HostFacts facts, GraphicsCard card, ImmutableArray<StorageController> controllers)
    {
        var goes = card.Functions.Concat(GroupIsolation.ForeignEndpoints(facts, card).Select(device => device.Address)).ToHashSet();
        if (facts.Usb.ControllerOfAllKeyboards is { } keyboards && goes.Contains(keyboards))
        {
            yield return GpuTakesKeyboards.Found(
                "Every keyboard hangs on a USB controller that goes with the card: the host could not be typed on any more.",
                [.. facts.Usb.Inputs.Where(input => input.IsKeyboard && input.Controller == keyboards).Select(input => new Evidence(DeviceWords.SysfsPath(keyboards), input.Name))],
                "Plug a keyboard into a socket of another controller: passthrough usb shows which socket is whose.",
                card.Display);
        }

        if (facts.Usb.ControllerOfAllMice is { } mice && goes.Contains(mice))
        {
            yield return GpuTakesMice.Found(
                "Every mouse hangs on a USB controller that goes with the card.",
                [.. facts.Usb.Inputs.Where(input => input.IsMouse && input.Controller == mice).Select(input => new Evidence(DeviceWords.SysfsPath(mice), input.Name))],
                "Plug a mouse into a socket of another controller: passthrough usb shows which socket is whose.",
                card.Display);
        }

        ImmutableArray<Evidence> disks = [.. controllers.Where(controller => goes.Contains(controller.Address)).SelectMany(InUse)];
        if (!disks.IsEmpty)
        {
            yield return GpuTakesDisks.Found(
                "A disk that the host uses goes with the card: the host would lose it.",
                disks,
                "Put the card or the disk into another slot; passthrough disks shows what hangs where.",
                card.Display);
        }

        ImmutableArray<NetworkInterface> network = [.. facts.Network.Interfaces.Where(device => device.Parent is { } parent && goes.Contains(parent) && CarriesRoute(facts.Network, device, 0))];
        if (!network.IsEmpty)
        {
            yield return GpuTakesNetwork.Found(
                $"The host's way to the network ({string.Join(", ", network.Select(device => device.Name))}) goes with the card.",
                [.. network.Select(device => new Evidence(HostRoots.Live.Sys($"class/net/{device.Name}"), $"{device.Parent}, carries the default route"))],
                "Put the card or the network card into another slot, or use another network card for the host.",
                card.Display);
        }
    }

    private static IEnumerable<Evidence> InUse(StorageController controller) => controller.Obstacles
        .Where(obstacle => obstacle.Kind == ControllerObstacleKind.InUse)
        .Select(obstacle => new Evidence(
            DeviceWords.SysfsPath(controller.Address),
            string.Join(", ", obstacle.Subjects.Take(Shown)) + (obstacle.Subjects.Length > Shown ? $" and {obstacle.Subjects.Length - Shown} more" : "")));

    // Through bridges and bonds; a ring of them cannot be made, but a file may say anything.
    private static bool CarriesRoute(NetworkFacts network, NetworkInterface device, int depth) =>
        device.HasDefaultRoute
        || (depth < Shown && device.Master is { } master && network.Interfaces.FirstOrDefault(other => string.Equals(other.Name, master, StringComparison.Ordinal)) is { } above && CarriesRoute(network, above, depth + 1));
}
