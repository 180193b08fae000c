using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Network;
using Passthrough.Host.Reading;

namespace Passthrough.Planning.Bridges;

/// <summary>What forbids a bridge. Each check passes or throws; nothing is changed either way.</summary>
internal static class BridgeRefusals
{
    /// <summary>The kernel's IFNAMSIZ without the byte at the end.</summary>
    private const int LongestName = 15;

    private const int ShortestWait = 5;
    private const int LongestWait = 600;

    /// <summary>The name is one that an interface and a file can have, the wait is one that a person would sit through.</summary>
    /// <exception cref="InvalidInputException">It is not.</exception>
    public static void RequireWords(BridgeRequest request)
    {
        if (request.Name is not [>= 'a' and <= 'z', ..] || request.Name.Length > LongestName || !request.Name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-' or '_'))
        {
            throw new InvalidInputException($"'{request.Name}' is no name for a bridge", null, $"give it at most {LongestName} small letters, digits and dashes, such as --name br0");
        }

        if (request.WaitSeconds is < ShortestWait or > LongestWait)
        {
            throw new InvalidInputException($"{request.WaitSeconds} s is no time to wait for the gateway", null, $"say --wait {ShortestWait}s to --wait {LongestWait}s");
        }
    }

    /// <summary>The interface of a name.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public static NetworkInterface Find(NetworkFacts network, string name) => network.Find(name)
        ?? throw new NotFoundException($"there is no network interface '{name}'", HostRoots.Live.Sys("class/net"), $"the wired interfaces of this machine are: {Wired(network)}");

    /// <summary>The interface is wired, up, free, and nothing stands on it.</summary>
    /// <exception cref="RefusedException">It is not.</exception>
    public static void RequireFreeWire(NetworkFacts network, NetworkInterface device)
    {
        var place = HostRoots.Live.Sys($"class/net/{device.Name}");
        switch (device.Kind)
        {
            case InterfaceKind.Ethernet:
                break;
            case InterfaceKind.Wireless:
                throw new RefusedException(
                    $"{device.Name} is wireless: a station may send under its own hardware address only, so the access point drops what guests behind a bridge send (macvtap fails for the same reason)", place,
                    $"give guests libvirt's NAT network, or a cable to the machine; its wired interfaces are: {Wired(network)}");
            case InterfaceKind.Bridge:
                throw new RefusedException($"{device.Name} is a bridge itself", place, $"attach guests to it: passthrough network shows how; the wired interfaces are: {Wired(network)}");
            default:
                throw new RefusedException($"{device.Name} is no network card with a cable", place, $"the wired interfaces of this machine are: {Wired(network)}");
        }

        if (device.Master is { } master)
        {
            throw new RefusedException($"{device.Name} is a member of {master}, which owns it", place, $"a bridge belongs over {master}; this program makes one over single cards");
        }

        if (network.Interfaces.FirstOrDefault(other => other.Lower.Contains(device.Name, StringComparer.Ordinal)) is { } upper)
        {
            throw new RefusedException($"{upper.Name} stands on {device.Name}, and would lose the network when that becomes a port", HostRoots.Live.Sys($"class/net/{upper.Name}"), $"end what uses {upper.Name} (a VLAN, a guest with macvtap), then try again");
        }

        if (device.HasCarrier is not true)
        {
            throw new RefusedException($"{device.Name} has no link: whether a bridge over it works could not be seen", $"{place}/carrier", "plug the cable in, or choose the interface that is in use: passthrough network");
        }
    }

    /// <summary>The bridge's name is free, as an interface and in files.</summary>
    /// <exception cref="RefusedException">It is not.</exception>
    public static void RequireFreeName(NetworkFacts network, PortFacts port, string bridge)
    {
        if (network.Find(bridge) is not null)
        {
            throw new RefusedException($"there is an interface {bridge} already", HostRoots.Live.Sys($"class/net/{bridge}"), "choose another name: --name br1");
        }

        if (NetworkdBridge.Names(bridge).Concat(NetworkManagerBridge.Names(bridge)).FirstOrDefault(name => port.Names.Contains(name, StringComparer.Ordinal)) is { } taken)
        {
            throw new RefusedException($"a file {taken} is there already, which this program would write", taken, "take it away, or choose another name: --name br1");
        }
    }

    /// <summary>What the interface's configuration says can be said again word for word.</summary>
    /// <exception cref="RefusedException">It cannot.</exception>
    public static void RequireExact(IEnumerable<TextFile> files)
    {
        if (files.FirstOrDefault(file => !file.IsExact) is { } file)
        {
            throw new RefusedException($"{file.Path} is not valid UTF-8, so the bridge could not be given what it says", file.Path, "write it in UTF-8, then try again");
        }
    }

    /// <summary>One manager that this program drives configures the interface, and no other.</summary>
    /// <returns>Which.</returns>
    /// <exception cref="RefusedException">None does, or more than one, or one that is not driven.</exception>
    public static InterfaceManager RequireDrivenManager(PortFacts port, string bridge)
    {
        var device = port.Interface;
        return device.Managers switch
        {
            [InterfaceManager.NetworkManager or InterfaceManager.Networkd or InterfaceManager.Ifupdown] => device.Managers[0],
            [] => throw new RefusedException($"it is not known what configures {device.Name}: neither NetworkManager nor systemd-networkd nor ifupdown says so", null, BridgeByHand.Networkd(device.Name, bridge)),
            _ => throw new RefusedException($"{device.Name} is configured by {string.Join(" and by ", device.Managers)}: the other one would undo what one does", null, $"leave {device.Name} to one of them, then try again"),
        };
    }

    /// <summary>It can be seen whether the bridge works, and taken back when it does not.</summary>
    /// <returns>The gateway.</returns>
    /// <exception cref="RefusedException">It cannot.</exception>
    public static string RequireWatch(PortFacts port)
    {
        if (!port.HasSystemd)
        {
            throw new RefusedException("this machine is not run by systemd, whose timers take a bridge back when this program is cut off", HostRoots.Live.Run("systemd/system"), "make the bridge by hand, at the machine's own keyboard");
        }

        if (port.HardwareAddress is null)
        {
            throw new RefusedException($"the hardware address of {port.Interface.Name} cannot be read", HostRoots.Live.Sys($"class/net/{port.Interface.Name}/address"));
        }

        return port.Gateway?.ToString()
            ?? throw new RefusedException($"no default route goes out through {port.Interface.Name}, so there is no gateway by whose answer a bridge could be judged", HostRoots.Live.Proc("net/route"), "choose the interface that leads to the gateway: passthrough network");
    }

    private static string Wired(NetworkFacts network) =>
        network.Interfaces.Where(device => device.Kind == InterfaceKind.Ethernet).Select(device => device.Name).ToImmutableArray() is { IsEmpty: false } names ? string.Join(", ", names) : "none";
}
