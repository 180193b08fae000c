using System.Globalization;
using Passthrough.Host.Network;
using Spectre.Console;

namespace Passthrough.Cli.Views;

/// <summary>Network interfaces, who configures them, and what each means for a guest.</summary>
internal static class NetworkView
{
    /// <summary>The view as lines of markup.</summary>
    /// <param name="facts">The network.</param>
    /// <param name="width">Columns.</param>
    public static IEnumerable<string> Lines(NetworkFacts facts, int width)
    {
        var shown = facts.Interfaces.Where(device => device.Kind != InterfaceKind.Loopback).ToList();
        if (shown.Count == 0)
        {
            yield return "No network interfaces.";
        }

        foreach (var device in shown.OrderBy(device => device.Kind))
        {
            yield return $"[bold]{Escape(device.Name)}[/]{Escape(TextLayout.Cut($"  {About(device)}", width - device.Name.Length))}";
            foreach (var line in Meaning(facts, device).Where(text => text.Length > 0).SelectMany(text => TextLayout.Hang("  ", text, width)))
            {
                yield return Escape(line);
            }
        }

        foreach (var line in Summary(facts).SelectMany(text => TextLayout.Wrap(text, width).Select(Escape).Prepend("")))
        {
            yield return line;
        }
    }

    private static string About(NetworkInterface device)
    {
        var speed = device.SpeedMbps is { } mbps ? $"{(mbps >= 1000 ? $"{(mbps / 1000.0).ToString("0.#", CultureInfo.InvariantCulture)} Gbit/s" : $"{mbps} Mbit/s")}" : null;
        var link = device.HasCarrier is false ? "no link" : device.State is "up" ? "up" : device.State;
        var parts = new[]
        {
            Kind(device), device.Parent is { } parent ? $"on {parent}{(device.IsUsb ? " (USB)" : "")}" : null, device.Driver, link, speed, device.Mtu is { } mtu and not 1500 ? $"MTU {mtu}" : null,
            device.HasDefaultRoute ? "default route" : null,
        };
        return string.Join(", ", parts.OfType<string>());
    }

    private static IEnumerable<string> Meaning(NetworkFacts facts, NetworkInterface device)
    {
        if (device.Lower.Length > 0)
        {
            yield return $"{(device.Kind == InterfaceKind.Bridge ? "ports" : "on")}: {string.Join(", ", device.Lower)}";
        }

        if (device.Kind is not (InterfaceKind.Tap or InterfaceKind.Virtual or InterfaceKind.Macvlan or InterfaceKind.Other))
        {
            yield return device.Managers.IsEmpty ? "configured by nobody known" : $"configured by {string.Join(" and ", device.Managers.Select(Manager))}";
        }

        var answer = BridgeAnswer.Of(facts, device);
        yield return answer.Kind switch
        {
            BridgeAnswerKind.IsBridge => $"for a guest: attach it to this bridge{(facts.DockerMayBreakBridges ? "; Docker's rules may drop its packets, see below" : "")}",
            BridgeAnswerKind.IsPrivateBridge when device.Managers.Contains(InterfaceManager.Docker) => "not for guests: Docker's own",
            BridgeAnswerKind.IsPrivateBridge => "for a guest: out through the host by NAT; nobody reaches in",
            BridgeAnswerKind.CanBePort when answer.Through is { } bridge => $"for a guest: the bridge {bridge} on its VLAN, a bridge of its own, or macvtap",
            BridgeAnswerKind.CanBePort => $"for a guest: {(device.Kind == InterfaceKind.Vlan ? "" : "give it to a ")}bridge{Place(device)}, or macvtap (guest and host cannot talk to each other)",
            BridgeAnswerKind.IsPart => $"for a guest: use {answer.Through}, which it is part of",
            BridgeAnswerKind.IsWireless => "for a guest: NAT only; a wireless link cannot be bridged, and macvtap does not work on it",
            _ => "",
        };
    }

    private static string Place(NetworkInterface device) => device.Managers switch
    {
        [InterfaceManager.NetworkManager] => " made with NetworkManager",
        [InterfaceManager.Networkd] => " made with systemd-networkd",
        [InterfaceManager.Ifupdown] => " made in /etc/network/interfaces",
        _ => "",
    };

    private static IEnumerable<string> Summary(NetworkFacts facts)
    {
        if (facts.Libvirt is { } networks)
        {
            foreach (var network in networks)
            {
                yield return $"libvirt network {network.Name}: {network.Forward}{(network.Bridge is { } bridge ? $" on {bridge}" : "")}, {(network.IsActive ? "active" : "not active")}{(network.IsAutomatic ? "" : ", does not start by itself")}.";
            }
        }
        else
        {
            yield return "libvirt's networks are readable by root only: sudo passthrough network";
        }

        if (!facts.NetplanFiles.IsEmpty)
        {
            yield return $"netplan writes the configuration ({string.Join(", ", facts.NetplanFiles)}): a bridge belongs there.";
        }

        if (facts.DockerMayBreakBridges)
        {
            yield return "Docker is here and bridged packets pass the firewall (bridge-nf-call-iptables is 1): when Docker has switched "
                + "forwarding on, its FORWARD chain drops what it does not know, and guests on a bridge have no network until a rule in DOCKER-USER accepts the bridge.";
        }

        if (facts.HasDocker && facts.LibvirtFirewall is not "iptables" && !facts.Libvirt.GetValueOrDefault([]).IsEmpty)
        {
            yield return "Docker may also drop what guests send through libvirt's NAT when libvirt keeps its rules in nftables (its default since 10.4): firewall_backend = \"iptables\" in "
                + "/etc/libvirt/network.conf puts them before Docker's.";
        }

        if (facts.Interfaces.Any(device => device.Managers.Length > 1))
        {
            yield return "An interface with two managers loses its settings when the other one acts.";
        }
    }

    private static string Kind(NetworkInterface device) => device.Kind switch
    {
        InterfaceKind.Ethernet => "Ethernet",
        InterfaceKind.Wireless => "wireless",
        InterfaceKind.Modem => "modem",
        InterfaceKind.Bridge => "bridge",
        InterfaceKind.Bond => "bond",
        InterfaceKind.Vlan => "VLAN",
        InterfaceKind.Macvlan => "macvlan or macvtap",
        InterfaceKind.Tap => "tap of a program",
        InterfaceKind.Virtual => "virtual",
        _ => "no Ethernet",
    };

    private static string Manager(InterfaceManager manager) => manager switch
    {
        InterfaceManager.NetworkManager => "NetworkManager",
        InterfaceManager.Networkd => "systemd-networkd",
        InterfaceManager.Ifupdown => "ifupdown",
        InterfaceManager.Libvirt => "libvirt",
        _ => "Docker",
    };

    private static string Escape(string text) => Markup.Escape(TextLayout.Plain(text));
}
