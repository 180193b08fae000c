using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Network;
using Passthrough.Host.Reading;

namespace Passthrough.Planning.Bridges;

/// <summary>
/// A bridge in the words of netplan: a file of its own with the bridge, which also overrides what the interface says of DHCP. Of lists netplan adds up what several files say, so that addresses and routes are taken out of the file that
/// has them. systemd-networkd or NetworkManager then switches, as without netplan.
/// </summary>
internal static class NetplanBridge
{
    private const string Networkd = "10-netplan-";
    private const string NetworkManager = "netplan-";
    private const string CloudInit = "50-cloud-init.yaml";

    /// <summary>What the card is and how it is driven: it stays with the interface.</summary>
    private static readonly ImmutableArray<string> OfCard =
    [
        "match", "set-name", "wakeonlan", "emit-lldp", "receive-checksum-offload", "transmit-checksum-offload", "tcp-segmentation-offload", "tcp6-segmentation-offload", "generic-segmentation-offload",
        "generic-receive-offload", "large-receive-offload", "macaddress", "mtu", "renderer", "optional",
    ];

    /// <summary>What the interface is in the network, each a single value that a later file overrides, or of no meaning for a port.</summary>
    private static readonly ImmutableArray<string> OfNetwork =
    [
        "dhcp4", "dhcp6", "dhcp-identifier", "dhcp4-overrides", "dhcp6-overrides", "accept-ra", "ra-overrides", "ipv6-privacy", "ipv6-address-generation", "ipv6-address-token", "link-local", "critical", "ignore-carrier",
        "optional-addresses",
    ];

    /// <summary>What would still give the port an address, a route or a name server.</summary>
    private static readonly ImmutableArray<string> Lists = ["addresses", "gateway4", "gateway6", "nameservers", "routes", "routing-policy"];

    /// <summary>The name of the file, for looking whether it is taken.</summary>
    /// <param name="bridge">The bridge's name.</param>
    public static string NameOf(string bridge) => $"90-passthrough-{bridge}.yaml";

    /// <summary>Under what name netplan's files know the interface, by the file that the manager read; null when netplan did not write that.</summary>
    /// <param name="port">The interface.</param>
    /// <param name="manager">Who configures it.</param>
    public static string? IdOf(PortFacts port, InterfaceManager manager) => manager switch
    {
        InterfaceManager.Networkd when port.Networkd is [{ Path: var path }, ..] => Between(path, HostRoots.Live.Run($"systemd/network/{Networkd}"), ".network"),
        InterfaceManager.NetworkManager when port.Profile is { Path: var path } => Between(path, HostRoots.Live.Run($"NetworkManager/system-connections/{NetworkManager}"), ".nmconnection"),
        _ => null,
    };

    /// <summary>The files.</summary>
    /// <param name="port">The interface.</param>
    /// <param name="manager">Who configures it.</param>
    /// <param name="id">See <see cref="IdOf"/>.</param>
    /// <param name="bridge">The bridge's name.</param>
    /// <exception cref="NeedsRootException">netplan's files are readable by root only.</exception>
    /// <exception cref="RefusedException">It cannot be said with certainty what the bridge shall be.</exception>
    public static ImmutableArray<Change> Changes(PortFacts port, InterfaceManager manager, string id, string bridge)
    {
        var folder = HostRoots.Live.Etc("netplan");
        if (port.Netplan is not { } facts)
        {
            throw Refused(port, bridge, $"{port.Interface.Name} is configured by netplan, and no file of it is there", folder);
        }

        if (port.Networkd is [_, var dropIn, ..])
        {
            throw Refused(port, bridge, $"{dropIn.Path} says more of {port.Interface.Name} than netplan knows", dropIn.Path);
        }

        if (facts.HasClosedFiles)
        {
            throw new NeedsRootException("netplan's files are readable by root only", folder, "run the same command with sudo");
        }

        if (facts.Files.FirstOrDefault(file => InterfaceName.IsIn(file.Text, bridge) || file.Path.EndsWith($"/{NameOf(bridge)}", StringComparison.Ordinal)) is { } taken)
        {
            throw Refused(port, bridge, $"netplan knows something of {bridge} already", taken.Path);
        }

        // Where netplan's name is another one, the interface's own may stand in the same part: set-name.
        return facts.Files.Where(file => InterfaceName.IsIn(file.Text, id) || InterfaceName.IsIn(file.Text, port.Interface.Name)).ToImmutableArray() is [var only]
            ? Changes(port, manager, id, bridge, only)
            : throw Refused(port, bridge, $"not one file of netplan, but none or several speak of {id}", folder);
    }

    private static ImmutableArray<Change> Changes(PortFacts port, InterfaceManager manager, string id, string bridge, TextFile file)
    {
        var text = NetplanText.Parse(file.Text) ?? throw Refused(port, bridge, $"{file.Path} is written in a way that this program does not take apart", file.Path);
        var (card, keys) = Find(text, id) ?? throw Refused(port, bridge, $"{file.Path} does not say in plain lines what {id} is", file.Path);
        if (keys.FirstOrDefault(key => !OfCard.Contains(key.Name, StringComparer.Ordinal) && !OfNetwork.Contains(key.Name, StringComparer.Ordinal) && !Lists.Contains(key.Name, StringComparer.Ordinal)) is { Name: { } unknown })
        {
            throw Refused(port, bridge, $"it is not known what '{unknown}' would do to a bridge", file.Path);
        }

        RequireOne(port, bridge, text, file, card);
        if (string.CompareOrdinal(NameOf(bridge), file.Path[(file.Path.LastIndexOf('/') + 1)..]) <= 0)
        {
            throw Refused(port, bridge, $"{file.Path} comes after any file that this program would write", file.Path);
        }

        return
        [
            Own(port, manager, id, bridge, file, text, keys),
            .. Emptied(port, bridge, file, text, card, keys),
            .. NetworkdBridge.SameClientBesideNetplan(port, bridge),
        ];
    }

    private static FileChange Own(PortFacts port, InterfaceManager manager, string id, string bridge, TextFile file, NetplanText text, ImmutableArray<NetplanKey> keys)
    {
        const int Below = 6;
        var moved = string.Concat(keys.Where(key => !OfCard.Contains(key.Name, StringComparer.Ordinal) || key.Name is "optional").Select(key => text.Lines(key, Below)));
        return BridgeFile.New(
            "bridge-definition", $"Make the bridge {bridge} with the addresses of {port.Interface.Name}, which becomes its port",
            $"What {file.Path} says of addresses, routes and name servers, word for word. The bridge takes over the hardware address, so that DHCP knows it. Without spanning tree: one port cannot make a loop, and packets pass at once.",
            HostRoots.Live.Etc($"netplan/{NameOf(bridge)}"),
            $"""
            network:
              version: 2
              ethernets:
                {id}:
                  dhcp4: false
                  dhcp6: false
              bridges:
                {bridge}:
                  renderer: {(manager == InterfaceManager.Networkd ? "networkd" : "NetworkManager")}
                  interfaces: [{id}]
                  macaddress: {port.HardwareAddress}
                  parameters:
                    stp: false
                    forward-delay: 0

            """ + moved,
            NewFileMode.Private);
    }

    private static IEnumerable<Change> Emptied(PortFacts port, string bridge, TextFile file, NetplanText text, NetplanKey card, ImmutableArray<NetplanKey> keys)
    {
        var after = text.Without(card, Lists, "dhcp4: false");
        if (!keys.Any(key => Lists.Contains(key.Name, StringComparer.Ordinal)))
        {
            return [];
        }

        if (port.Netplan!.IsWrittenByCloudInit && file.Path.EndsWith($"/{CloudInit}", StringComparison.Ordinal))
        {
            throw new RefusedException(
                $"cloud-init may write {file.Path} anew at a start, and with it the addresses of {port.Interface.Name}", file.Path,
                $"leave the network to netplan alone: write 'network: {{config: disabled}}' into {HostRoots.Live.Etc("cloud/cloud.cfg.d/99-disable-network-config.cfg")}, then try again");
        }

        return [new FileChange("bridge-port", $"Take the addresses from {port.Interface.Name}", "netplan adds up what several files say of addresses and routes, so that they have to go from where they stand.", file.Path, file.Text, after, NewFileMode.Private, UnifiedDiff.Between(file.Path, file.Text, after))];
    }

    private static (NetplanKey Card, ImmutableArray<NetplanKey> Keys)? Find(NetplanText text, string id) =>
        text.Find(null, "network") is { } network && text.Find(network, "ethernets") is { } cards && text.Find(cards, id) is { } card && text.Below(card) is { IsEmpty: false } keys && card.Value.Length == 0
            ? (card, keys)
            : null;

    /// <summary>The part is about this one interface, and nothing else in the file speaks of it.</summary>
    private static void RequireOne(PortFacts port, string bridge, NetplanText text, TextFile file, NetplanKey card)
    {
        var nic = port.Interface.Name;
        if (text.Find(card, "match") is { } match
            && text.Below(match) is not [{ Name: "macaddress", Value.Length: > 0 }]
            && !(text.Below(match) is [{ Name: "name", Value: var pattern }] && string.Equals(pattern.Trim('"', '\''), nic, StringComparison.Ordinal)))
        {
            throw Refused(port, bridge, $"netplan's '{card.Name}' is for all interfaces that match, not for {nic} alone", file.Path);
        }

        var others = string.Concat(file.Text.Split('\n').Where((_, number) => number < card.First || number >= card.End).Select(line => $"{line.Split('#')[0]}\n"));
        if (InterfaceName.IsIn(others, card.Name) || InterfaceName.IsIn(others, nic))
        {
            throw Refused(port, bridge, $"something else in {file.Path} rests on {card.Name}", file.Path);
        }
    }

    private static string? Between(string path, string start, string end) =>
        path.StartsWith(start, StringComparison.Ordinal) && path.EndsWith(end, StringComparison.Ordinal) && path.Length > start.Length + end.Length ? path[start.Length..^end.Length] : null;

    private static RefusedException Refused(PortFacts port, string bridge, string what, string where) => new(what, where, BridgeByHand.Netplan(port, bridge));
}
