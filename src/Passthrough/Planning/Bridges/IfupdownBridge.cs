using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Network;
using Passthrough.Host.Reading;

namespace Passthrough.Planning.Bridges;

/// <summary>
/// A bridge in the words of ifupdown (interfaces(5)) and of bridge-utils' hook (bridge-utils-interfaces(5)): what the file says of the interface it says of the bridge. ifupdown has no file that would come before another, so that its
/// file itself is edited.
/// </summary>
internal static class IfupdownBridge
{
    /// <summary>Methods that give an Ethernet card an address, and a bridge as well.</summary>
    private static readonly ImmutableArray<(string Family, string Method)> Methods = [("inet", "dhcp"), ("inet", "static"), ("inet6", "auto"), ("inet6", "static"), ("inet6", "manual")];

    /// <summary>Options that say what the interface is in the network, and not how it is driven (interfaces(5)); then the commands.</summary>
    private static readonly ImmutableArray<string> Options =
    [
        "address", "netmask", "broadcast", "network", "metric", "gateway", "pointopoint", "scope", "mtu", "hostname", "leasetime", "vendor", "client",
        "accept_ra", "autoconf", "privext", "dad-attempts", "dad-interval", "preferred-lifetime", "ll-attempts", "ll-interval",
        "dns-nameserver", "dns-nameservers", "dns-search", "dns-domain", "dns_nameserver", "dns_nameservers", "dns_search", "dns_domain",
        "pre-up", "up", "post-up", "pre-down", "down", "post-down",
    ];

    /// <summary>The file that says of the interface what the bridge shall be.</summary>
    /// <param name="port">The interface.</param>
    /// <param name="bridge">The bridge's name.</param>
    /// <exception cref="RefusedException">It cannot be said with certainty what the bridge shall be, or bridge-utils is missing.</exception>
    public static TextFile Definition(PortFacts port, string bridge)
    {
        var nic = port.Interface.Name;
        var main = HostRoots.Live.Etc("network/interfaces");
        if (port.Ifupdown is not { } facts)
        {
            throw new RefusedException($"{main} cannot be read", main, BridgeByHand.Ifupdown(port, bridge));
        }

        RequireKnownProgram(port, facts, bridge);
        if (!facts.IsUp)
        {
            throw Refused(port, bridge, $"ifupdown has not brought {nic} up, whatever its files say of it", HostRoots.Live.Run("network/ifstate"));
        }

        if (facts.UnknownSources is [var source, ..])
        {
            throw Refused(port, bridge, $"ifupdown reads files by the words '{source}', which this program does not expand", main);
        }

        if (facts.HooksThatNameIt is [var hook, ..])
        {
            throw Refused(port, bridge, $"{hook} speaks of {nic}, and would not do for a bridge what it does for that", hook);
        }

        return facts.Files.Where(file => IfupdownFile.Lines(file.Text).Any(line => line.Configures(nic))).ToImmutableArray() is [var only]
            ? RequireCertain(port, facts, only, bridge)
            : throw Refused(port, bridge, $"more than one file of ifupdown configures {nic}", main);
    }

    /// <summary>The edits.</summary>
    /// <param name="port">The interface.</param>
    /// <param name="bridge">The bridge's name.</param>
    /// <param name="definition">See <see cref="Definition"/>.</param>
    /// <exception cref="RefusedException">The DHCP client has settings for the interface alone.</exception>
    public static ImmutableArray<Change> Changes(PortFacts port, string bridge, TextFile definition)
    {
        var nic = port.Interface.Name;
        return
        [
            .. SameClient(port, bridge, definition),
            Edit("bridge-stanza", $"Give {bridge} what ifupdown knows of {nic}",
                $"What {definition.Path} says of {nic} it says of the bridge, and {nic} is its port. The bridge takes over the hardware address, so that DHCP knows it. Without spanning tree: one port cannot make a loop, and packets pass at once.",
                definition.Path, definition.Text, IfupdownStanzas.Bridge(definition.Text, nic, bridge, port.HardwareAddress!)),
        ];
    }

    private static void RequireKnownProgram(PortFacts port, IfupdownFacts facts, string bridge)
    {
        if (facts.Kind != IfupdownKind.Classic)
        {
            throw Refused(port, bridge, $"this machine has {(facts.Kind == IfupdownKind.Second ? "ifupdown2" : "ifupdown-ng")}, which this program does not drive", HostRoots.Live.Etc("network/interfaces"));
        }

        if (!facts.HasBridgeHook)
        {
            throw new RefusedException("ifupdown makes bridges with the package bridge-utils, which is not installed", HostRoots.Live.Etc("network/if-pre-up.d/bridge"), "sudo apt install bridge-utils, then try again");
        }
    }

    private static TextFile RequireCertain(PortFacts port, IfupdownFacts facts, TextFile definition, string bridge)
    {
        var nic = port.Interface.Name;
        foreach (var file in facts.Files)
        {
            foreach (var (line, isOfNic) in IfupdownFile.Lines(file.Text, nic))
            {
                if (Doubt(line, isOfNic, nic, bridge) is { } doubt)
                {
                    throw Refused(port, bridge, $"{doubt}: {string.Join(' ', line.Words)}", file.Path);
                }
            }
        }

        return IfupdownFile.Lines(definition.Text).Any(line => line.Configures(nic) && line.Words is not [_, _, _, "manual"])
            ? definition
            : throw Refused(port, bridge, $"ifupdown gives {nic} no address that a bridge could take over", definition.Path);
    }

    /// <summary>Why a line keeps it from being known what the bridge would be; null when it does not.</summary>
    private static string? Doubt(IfupdownLine line, bool isOfNic, string nic, string bridge) => line.Words switch
    {
        ["mapping" or "rename" or "no-scripts" or "template", ..] => "ifupdown is told to treat interfaces as others than they are",
        _ when line.Mentions(bridge) => $"ifupdown knows something of {bridge} already",
        ["iface", _, var family, var method] when isOfNic => Methods.Contains((family, method)) ? null : $"a bridge cannot take over what ifupdown does for {nic}",
        ["iface", ..] when isOfNic => $"a bridge cannot take over what ifupdown does for {nic}",
        ["auto" or "no-auto-down", ..] => null,
        [var word, ..] when word.StartsWith("allow-", StringComparison.Ordinal) => null,
        _ when isOfNic && line.Mentions(nic) => $"a line for {nic} names it, and would mean the port and not the bridge",
        _ when line.Mentions(nic) => $"something else rests on {nic}",
        [var option, ..] when isOfNic && !line.IsHeading && !Options.Contains(option, StringComparer.Ordinal) => $"it is not known what an option of {nic} would do to a bridge",
        _ => null,
    };

    private static IEnumerable<Change> SameClient(PortFacts port, string bridge, TextFile definition)
    {
        var nic = port.Interface.Name;
        var configuration = port.Ifupdown!.ClientConfiguration;
        ImmutableArray<IfupdownLine> lines = [.. IfupdownFile.Lines(definition.Text, nic).Where(pair => pair.IsOfInterface).Select(pair => pair.Line)];
        if (!lines.Any(line => line.Words is ["iface", _, "inet", "dhcp"]) || lines.Any(line => line.Words is ["client", ..]))
        {
            return [];
        }

        var path = configuration?.Path ?? HostRoots.Live.Etc("dhcp/dhclient.conf");
        if (DhclientIdentity.Mentions(configuration?.Text, nic) || DhclientIdentity.Mentions(configuration?.Text, bridge))
        {
            throw Refused(port, bridge, $"{path} has settings for {nic} or {bridge} alone", path);
        }

        return DhclientIdentity.Of(port.Ifupdown.ClientLeases, port.HardwareAddress!) is { } identifier && !DhclientIdentity.IsSet(configuration?.Text)
            ? [Edit("bridge-client", $"Let {bridge} be the DHCP client that {nic} is", "dhclient makes up a number for each interface, by which servers know it: with another one the machine would get another address.",
                path, configuration?.Text, DhclientIdentity.Set(configuration?.Text, bridge, identifier))]
            : [];
    }

    private static FileChange Edit(string id, string title, string reason, string path, string? before, string after) =>
        new(id, title, reason, path, before, after, NewFileMode.Plain, UnifiedDiff.Between(path, before, after));

    private static RefusedException Refused(PortFacts port, string bridge, string what, string where) => new(what, where, BridgeByHand.Ifupdown(port, bridge));
}
