using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Network;

namespace Passthrough.Planning.Bridges;

/// <summary>
/// A bridge in the words of NetworkManager (nm-settings-keyfile(5)): two connections of its own. The one that the interface has now stays as it is; the port's goes before it by its priority.
/// </summary>
internal static class NetworkManagerBridge
{
    private const int HighestPriority = 999;

    /// <summary>What belongs to one connection alone, or to the port.</summary>
    private static readonly ImmutableArray<string> OfOneConnection =
    [
        "id", "uuid", "type", "interface-name", "autoconnect", "autoconnect-priority", "autoconnect-retries", "timestamp", "stable-id", "multi-connect", "read-only", "wait-device-timeout",
    ];

    /// <summary>The file names, for looking whether they are taken.</summary>
    /// <param name="bridge">The bridge's name.</param>
    public static ImmutableArray<string> Names(string bridge) => [$"passthrough-{bridge}.nmconnection", $"passthrough-{bridge}-port.nmconnection"];

    /// <summary>The uuid of the connection that makes an interface a port.</summary>
    /// <param name="port">The interface.</param>
    /// <param name="bridge">The bridge's name.</param>
    public static string PortUuid(PortFacts port, string bridge) => Uuid($"{port.Connection} {port.Interface.Name} port of {bridge}");

    /// <summary>The files.</summary>
    /// <param name="port">The interface.</param>
    /// <param name="bridge">The bridge's name.</param>
    /// <exception cref="NeedsRootException">The connection is readable by root only.</exception>
    /// <exception cref="RefusedException">The connection is not known, or cannot be that of a bridge.</exception>
    public static ImmutableArray<Change> Changes(PortFacts port, string bridge)
    {
        var nic = port.Interface.Name;
        if (port.Profile is not { } profile)
        {
            throw port.HasClosedProfiles
                ? new NeedsRootException("NetworkManager's connections are readable by root only", HostRoots.Live.Etc("NetworkManager/system-connections"), "run the same command with sudo")
                : new RefusedException($"NetworkManager manages {nic}, and no keyfile holds the connection that is active on it", HostRoots.Live.Etc("NetworkManager/system-connections"), BridgeByHand.NetworkManager(port, bridge));
        }

        var sections = IniSection.Parse(profile.Text, hasLongLines: false);
        if (IniSection.Value(sections, ".nmmeta", "external") is "true")
        {
            throw new RefusedException($"NetworkManager only shows what something else made of {nic}", profile.Path, $"let NetworkManager configure it (sudo nmcli device connect {nic}), or make the bridge with what does");
        }

        if (sections.Any(section => section.Name is "802-1x"))
        {
            throw new RefusedException($"{nic} shows the network who it is before it may enter (802.1X), which a bridge does not pass on", profile.Path, "give guests a NAT network of libvirt's instead");
        }

        if (IniSection.Value(sections, "connection", "autoconnect-priority") is { } priority && int.TryParse(priority, out var number) && number >= HighestPriority)
        {
            throw new RefusedException($"the connection of {nic} has the highest priority there is, so that no other would be chosen at the next start", profile.Path, $"sudo nmcli connection modify {port.Connection} connection.autoconnect-priority 0");
        }

        var names = Names(bridge);
        var bridgeUuid = Uuid($"{port.Connection} {nic} {bridge}");
        var mtu = IniSection.Value(sections, "ethernet", "mtu") is { } value ? $"mtu={value}\n" : "";
        return
        [
            Write("bridge-connection", $"Make the bridge {bridge} with the addresses of {nic}",
                $"What {profile.Path} says of addresses, routes and name servers, word for word. It takes over the hardware address of {nic}, so that DHCP knows it. Without spanning tree: one port cannot make a loop, and packets pass at once.",
                names[0],
                $"[connection]\nid=passthrough-{bridge}\nuuid={bridgeUuid}\ntype=bridge\ninterface-name={bridge}\nautoconnect-slaves=1\n{Rest(sections)}\n"
                + $"[ethernet]\ncloned-mac-address={port.HardwareAddress}\n{mtu}\n[bridge]\nstp=false\n{Addresses(sections)}"),
            Write("bridge-port-connection", $"Make {nic} its port",
                $"NetworkManager chooses this connection at the next start, because of its priority; {profile.Path} stays as it is.",
                names[1],
                $"[connection]\nid=passthrough-{bridge}-port\nuuid={PortUuid(port, bridge)}\ntype=ethernet\ninterface-name={nic}\nautoconnect-priority={HighestPriority}\nmaster={bridgeUuid}\nslave-type=bridge\n{Wired(sections)}"),
        ];
    }

    private static string Rest(ImmutableArray<IniSection> sections) =>
        string.Concat(sections.Where(section => section.Name is "connection").SelectMany(section => section.Without(OfOneConnection).Lines).Where(line => IniSection.KeyOf(line) is not null).Select(line => line + "\n"));

    private static string Addresses(ImmutableArray<IniSection> sections) =>
        string.Concat(sections.Where(section => section.Name is "ipv4" or "ipv6" or "proxy" && section.SetsAnything).Select(section => $"\n{section.Without()}"));

    private static string Wired(ImmutableArray<IniSection> sections) =>
        string.Concat(sections.Where(section => section.Name is "ethernet" or "802-3-ethernet" && section.SetsAnything).Select(section => $"\n{section.Without()}"));

    private static FileChange Write(string id, string title, string reason, string name, string text) =>
        BridgeFile.New(id, title, reason, HostRoots.Live.Etc($"NetworkManager/system-connections/{name}"), text, NewFileMode.Private);

    /// <summary>A uuid of version 8 (RFC 9562) that is made of words, so that the same machine gets the same plan.</summary>
    private static string Uuid(string words)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(words))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
