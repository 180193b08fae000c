using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Network;

namespace Passthrough.Planning.Bridges;

/// <summary>A bridge in the words of systemd-networkd (systemd.netdev(5), systemd.network(5)): three files of its own, read before the interface's, which stays as it is.</summary>
internal static class NetworkdBridge
{
    /// <summary>Sections that say what the interface is in the network, and not how it is driven.</summary>
    private static readonly ImmutableArray<string> Addressing =
    [
        "Network", "Address", "Neighbor", "IPv6AddressLabel", "RoutingPolicyRule", "NextHop", "Route", "DHCP", "DHCPv4", "DHCPv6", "DHCPPrefixDelegation", "DHCPv6PrefixDelegation",
        "IPv6AcceptRA", "DHCPServer", "DHCPServerStaticLease", "IPv6SendRA", "IPv6PREF64Prefix", "IPv6Prefix", "IPv6RoutePrefix",
    ];

    /// <summary>The name with which the files begin: of two files for one interface, systemd-networkd takes the first by name.</summary>
    private const string First = "00-passthrough-";

    /// <summary>The file names, for looking whether they are taken.</summary>
    /// <param name="bridge">The bridge's name.</param>
    public static ImmutableArray<string> Names(string bridge) => [$"{First}{bridge}.netdev", $"{First}{bridge}.network", $"{First}{bridge}-port.network"];

    /// <summary>The files.</summary>
    /// <param name="port">The interface.</param>
    /// <param name="bridge">The bridge's name.</param>
    /// <exception cref="RefusedException">The interface's configuration is not known, or comes first whatever is written.</exception>
    public static ImmutableArray<Change> Changes(PortFacts port, string bridge)
    {
        var nic = port.Interface.Name;
        if (port.Networkd is not [var file, ..])
        {
            throw new RefusedException($"systemd-networkd manages {nic}, and the file by which it does cannot be read", HostRoots.Live.Run($"systemd/netif/links/{port.Interface.Index}"), BridgeByHand.Networkd(nic, bridge));
        }

        var names = Names(bridge);
        var own = file.Path[(file.Path.LastIndexOf('/') + 1)..];
        if (string.CompareOrdinal(names[2], own) >= 0)
        {
            throw new RefusedException($"{file.Path} comes before any file that this program would write, so that {nic} would not become a port", file.Path, "give that file a name that begins with a higher number (sudo mv), then: sudo networkctl reload");
        }

        ImmutableArray<IniSection> sections = [.. port.Networkd.SelectMany(text => IniSection.Parse(text.Text, hasLongLines: true)).Where(section => section.SetsAnything)];
        var link = sections.Where(section => !Addressing.Contains(section.Name, StringComparer.Ordinal) && section.Name is not ("" or "Match")).Select(section => section.Without("MACAddress", "RequiredForOnline"));
        return
        [
            Write("bridge-device", $"Make the bridge {bridge}", $"It takes over the hardware address of {nic}, so that DHCP knows it. Without spanning tree: one port cannot make a loop, and packets pass at once.",
                names[0], $"[NetDev]\nName={bridge}\nKind=bridge\nMACAddress={port.HardwareAddress}\n\n[Bridge]\nSTP=no\n"),
            Write("bridge-network", $"Give {bridge} the addresses of {nic}", $"What {file.Path} says of addresses, routes and name servers, word for word.",
                names[1], $"[Match]\nName={bridge}\n\n{Join(sections.Where(section => Addressing.Contains(section.Name, StringComparer.Ordinal)).Select(section => section.Without()).Concat(SameClient(port, sections)))}"),
            Write("bridge-port", $"Make {nic} its port", $"This file is read before {file.Path}, which stays as it is. A port has no addresses of its own, and no start of the machine waits for them.",
                names[2], $"[Match]\nName={nic}\n\n[Network]\nBridge={bridge}\n\n{Join(link.Where(section => section.SetsAnything).Append(new IniSection("Link", ["RequiredForOnline=no"])))}"),
        ];
    }

    /// <summary>
    /// systemd-networkd names an interface to DHCP servers by the machine and a number that it makes from the interface's name (RFC 4361): a bridge would be another client and get another address.
    /// The number that the interface has is in its lease.
    /// </summary>
    private static IEnumerable<IniSection> SameClient(PortFacts port, ImmutableArray<IniSection> sections)
    {
        const int Type = 2;
        const int Number = 8;
        return port.ClientId is { Length: > Type + Number } id && id.StartsWith("ff", StringComparison.OrdinalIgnoreCase)
            && IniSection.Value(sections, "DHCPv4", "IAID") is null && IniSection.Value(sections, "DHCP", "IAID") is null
            && uint.TryParse(id.AsSpan(Type, Number), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? [new IniSection("DHCPv4", [$"IAID={number}"])]
            : [];
    }

    /// <summary>The same for a bridge that netplan makes, which has no word for that number: beside the file that netplan writes.</summary>
    /// <param name="port">The interface.</param>
    /// <param name="bridge">The bridge's name.</param>
    public static IEnumerable<Change> SameClientBesideNetplan(PortFacts port, string bridge) =>
        SameClient(port, [.. port.Networkd.SelectMany(text => IniSection.Parse(text.Text, hasLongLines: true))]).Select(section => BridgeFile.New(
            "bridge-client", $"Let {bridge} be the DHCP client that {port.Interface.Name} is", "systemd-networkd makes a number from an interface's name, by which servers know it: with another one the machine would get another address.",
            HostRoots.Live.Etc($"systemd/network/10-netplan-{bridge}.network.d/passthrough.conf"), section.ToString(), NewFileMode.Plain));

    private static string Join(IEnumerable<IniSection> sections) => string.Join('\n', sections);

    private static FileChange Write(string id, string title, string reason, string name, string text) =>
        BridgeFile.New(id, title, reason, HostRoots.Live.Etc($"systemd/network/{name}"), text, NewFileMode.Plain);
}
