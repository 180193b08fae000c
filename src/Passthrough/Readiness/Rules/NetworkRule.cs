using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Network;

namespace Passthrough.Readiness.Rules;

/// <summary>How a guest gets onto the network, where that is not plain.</summary>
internal static class NetworkRule
{
    private static readonly FindingKind NetworkWirelessOnly = new("network-wireless-only", Severity.Note, "The machine is on the network by radio only.");
    private static readonly FindingKind NetworkDockerDropsBridged = new("network-docker-drops-bridged", Severity.Warning, "The host has a bridge for guests, Docker is there, and bridged packets pass the firewall.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Can guests get onto the network?",
        [NetworkWirelessOnly, NetworkDockerDropsBridged],
        Judge);

    /// <summary>At most one finding of each kind.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        var network = facts.Network;
        ImmutableArray<NetworkInterface> wireless = [.. network.Interfaces.Where(device => device.Kind == InterfaceKind.Wireless)];
        ImmutableArray<NetworkInterface> wired = [.. network.Interfaces.Where(device => device.Kind == InterfaceKind.Ethernet)];
        if (!wireless.IsEmpty && !wired.Any(device => device.HasCarrier is true) && !network.Interfaces.Any(device => device.Kind != InterfaceKind.Wireless && device.HasDefaultRoute))
        {
            yield return NetworkWirelessOnly.Found(
                "The network comes in by radio only: a bridge cannot carry guests over it; libvirt's network \"default\" (NAT) does, and guests then reach out without being reached.",
                [.. wireless.Select(device => new Evidence(PathOf(device), "wireless")), .. wired.Select(device => new Evidence(PathOf(device), "wired, no cable seen"))]);
        }

        ImmutableArray<NetworkInterface> bridges = [.. network.Interfaces.Where(device => BridgeAnswer.Of(network, device).Kind == BridgeAnswerKind.IsBridge)];
        if (network.DockerMayBreakBridges && !bridges.IsEmpty)
        {
            yield return NetworkDockerDropsBridged.Found(
                $"Docker's firewall drops what it does not know, and packets of guests on {string.Join(", ", bridges.Select(bridge => bridge.Name))} pass through it: such guests may have no network.",
                [new Evidence(HostRoots.Live.Proc("sys/net/bridge/bridge-nf-call-iptables"), "1"), .. bridges.Select(bridge => new Evidence(PathOf(bridge), "bridge of the host"))],
                $"Let them pass: sudo iptables -I DOCKER-USER -i {bridges[0].Name} -o {bridges[0].Name} -j ACCEPT (and again at each boot), or put net.bridge.bridge-nf-call-iptables=0 into /etc/sysctl.d.");
        }
    }

    private static string PathOf(NetworkInterface device) => HostRoots.Live.Sys($"class/net/{device.Name}");
}
