using System.Collections.Immutable;

namespace Passthrough.Host.Network;

/// <summary>Network interfaces and who has a say about them.</summary>
/// <param name="Interfaces">All interfaces (<c>/sys/class/net</c>), ordered by name.</param>
/// <param name="Libvirt">libvirt's networks, ordered by name; null when its folder is there and closed to this user.</param>
/// <param name="HasNetworkManager">True when NetworkManager runs (<c>/run/NetworkManager</c>).</param>
/// <param name="HasNetworkd">True when systemd-networkd has run (<c>/run/systemd/netif/links</c>).</param>
/// <param name="NetplanFiles">The configuration of netplan, which writes that of the two above (<c>/etc/netplan/*.yaml</c>), the machine's own paths. Only root may read them; they are not read.</param>
/// <param name="FiltersBridges">True when packets between a bridge's ports pass the host's IPv4 firewall (<c>/proc/sys/net/bridge/bridge-nf-call-iptables</c>); null when the module <c>br_netfilter</c> is not loaded.</param>
/// <param name="LibvirtFirewall">Where libvirt puts the rules of its networks (<c>firewall_backend</c> in <c>/etc/libvirt/network.conf</c>: <c>iptables</c>, <c>nftables</c>); null when no file says so: nftables since libvirt 10.4, iptables before.</param>
/// <param name="IsForwarding">True when the host forwards IPv4 (<c>/proc/sys/net/ipv4/ip_forward</c>), which NAT needs; null when absent.</param>
public sealed record NetworkFacts(
    ImmutableArray<NetworkInterface> Interfaces,
    ImmutableArray<LibvirtNetwork>? Libvirt,
    bool HasNetworkManager,
    bool HasNetworkd,
    ImmutableArray<string> NetplanFiles,
    bool? FiltersBridges,
    string? LibvirtFirewall,
    bool? IsForwarding)
{
    /// <summary>True when the definitions of libvirt's networks are closed to this user, so that only those that are on are known, and not which of them start by themselves.</summary>
    public bool AreDefinitionsClosed { get; init; }

    /// <summary>A machine of whose network nothing is known.</summary>
    public static NetworkFacts None { get; } = new([], [], HasNetworkManager: false, HasNetworkd: false, [], FiltersBridges: null, LibvirtFirewall: null, IsForwarding: null);

    /// <summary>The interface of this name; null when there is none.</summary>
    public NetworkInterface? Find(string name) => Interfaces.FirstOrDefault(device => string.Equals(device.Name, name, StringComparison.Ordinal));

    /// <summary>
    /// True when packets of a guest on a bridge meet Docker's firewall rules: Docker sets the policy of the FORWARD chain to drop, unless something else had switched forwarding on before it,
    /// and bridged packets go through that chain. A guest on a bridge of the host's own card then has no network. The policy itself is not in any file.
    /// </summary>
    public bool DockerMayBreakBridges => FiltersBridges is true && HasDocker;

    /// <summary>True when a bridge of Docker is there.</summary>
    public bool HasDocker => Interfaces.Any(device => device.Managers.Contains(InterfaceManager.Docker));
}
