using System.Collections.Immutable;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Network;

/// <summary>What a bridge over an interface that ifupdown configures rests on.</summary>
/// <param name="Kind">Which ifupdown.</param>
/// <param name="Files">Its files in the order in which they count: the main one, then what is sourced.</param>
/// <param name="UnknownSources">What files source with words that a shell would have to expand, as it is written; such files were not read.</param>
/// <param name="IsUp">True when ifupdown says that it has brought the interface up, under its own name (<c>/run/network/ifstate</c>).</param>
/// <param name="HasBridgeHook">True when the hook of bridge-utils is there (<c>/etc/network/if-pre-up.d/bridge</c>), and what it leads to.</param>
/// <param name="HooksThatNameIt">Scripts in <c>/etc/network/if-*.d</c> that speak of the interface, the machine's own paths.</param>
/// <param name="ClientConfiguration">The configuration of ISC's DHCP client (<c>/etc/dhcp/dhclient.conf</c>); null when absent.</param>
/// <param name="ClientLeases">What that client keeps of the interface (<c>/var/lib/dhcp/dhclient.NAME.leases</c>); null when absent.</param>
public sealed record IfupdownFacts(
    IfupdownKind Kind,
    ImmutableArray<TextFile> Files,
    ImmutableArray<string> UnknownSources,
    bool IsUp,
    bool HasBridgeHook,
    ImmutableArray<string> HooksThatNameIt,
    TextFile? ClientConfiguration,
    string? ClientLeases);
