using Passthrough.Host;
using Passthrough.Host.Network;

namespace Passthrough.Planning.Bridges;

/// <summary>The lines that a person writes where this program does not: exact for each manager. The addresses are what the interface has now.</summary>
internal static class BridgeByHand
{
    /// <summary>For systemd-networkd.</summary>
    /// <param name="nic">The interface.</param>
    /// <param name="bridge">The bridge's name.</param>
    public static string Networkd(string nic, string bridge) =>
        $"""
        by hand, three files in {HostRoots.Live.Etc("systemd/network")}, then: sudo networkctl reload
          00-{bridge}.netdev:        [NetDev]  Name={bridge}  Kind=bridge
          00-{bridge}.network:       [Match]  Name={bridge}   [Network]  DHCP=yes, or the addresses that {nic} has now
          00-{bridge}-port.network:  [Match]  Name={nic}   [Network]  Bridge={bridge}
        """;

    /// <summary>For NetworkManager.</summary>
    /// <param name="port">The interface.</param>
    /// <param name="bridge">The bridge's name.</param>
    public static string NetworkManager(PortFacts port, string bridge) =>
        $"""
        by hand, at the machine's own keyboard:
          sudo nmcli connection add type bridge ifname {bridge} con-name {bridge} bridge.stp no{(port.HardwareAddress is { } address ? $" bridge.mac-address {address}" : "")} connection.autoconnect-slaves 1
          sudo nmcli connection add type ethernet ifname {port.Interface.Name} con-name {bridge}-port master {bridge} connection.autoconnect-priority 999
          sudo nmcli connection up {bridge}-port
        """;

    /// <summary>For netplan.</summary>
    /// <param name="port">The interface.</param>
    /// <param name="bridge">The bridge's name.</param>
    public static string Netplan(PortFacts port, string bridge) =>
        $$"""
        by hand: in the file of {{HostRoots.Live.Etc("netplan")}} that names {{port.Interface.Name}}, move what it says of addresses (dhcp4, addresses, routes, nameservers) to the bridge; then: sudo netplan try
          network:
            version: 2
            ethernets:
              {{port.Interface.Name}}: {dhcp4: false, dhcp6: false}
            bridges:
              {{bridge}}:
                interfaces: [{{port.Interface.Name}}]
                macaddress: {{port.HardwareAddress ?? "its hardware address"}}
                dhcp4: true
                parameters: {stp: false, forward-delay: 0}
        """;

    /// <summary>For ifupdown.</summary>
    /// <param name="port">The interface.</param>
    /// <param name="bridge">The bridge's name.</param>
    public static string Ifupdown(PortFacts port, string bridge) =>
        $"""
        by hand, with the package bridge-utils installed: in {HostRoots.Live.Etc("network/interfaces")}, give what stands below 'iface {port.Interface.Name}' to the bridge, at the machine's own keyboard; then: sudo ifdown {port.Interface.Name} && sudo ifup {bridge}
          iface {port.Interface.Name} inet manual
          auto {bridge}
          iface {bridge} inet dhcp        (or static, with its address, netmask and gateway lines)
              bridge_ports {port.Interface.Name}
              bridge_hw {port.HardwareAddress ?? port.Interface.Name}
              bridge_stp off
              bridge_fd 0
        """;
}
