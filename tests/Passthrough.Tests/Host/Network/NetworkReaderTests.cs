using Passthrough.Host.Network;
using Passthrough.Host.Reading;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Network;

public class NetworkReaderTests
{
    private static NetworkFacts Read(ScratchMachine machine) => NetworkReader.Read(new MachineReader(machine.Roots));

    [Fact]
    public void A_port_of_a_bridge_knows_it_and_the_bridge_has_the_default_route()
    {
        using var machine = NetworkDesktop.Bridged();
        var facts = Read(machine);
        var port = facts.Find("enp3s0")!;
        var bridge = facts.Find("br0")!;
        Assert.Equal((InterfaceKind.Ethernet, "br0", 2500, "0000:03:00.0", "igc"), (port.Kind, port.Master, port.SpeedMbps, port.Parent.ToString(), port.Driver));
        Assert.Equal((InterfaceKind.Bridge, true, "enp3s0"), (bridge.Kind, bridge.HasDefaultRoute, Assert.Single(bridge.Lower)));
        Assert.Equal([BridgeAnswerKind.IsPart, BridgeAnswerKind.IsBridge], new[] { port, bridge }.Select(device => BridgeAnswer.Of(facts, device).Kind));
    }

    [Fact]
    public void Each_manager_is_known_by_what_it_leaves()
    {
        using var machine = NetworkDesktop.Bridged();
        var facts = Read(machine);
        Assert.Equal([InterfaceManager.Networkd], facts.Find("br0")!.Managers);
        Assert.Equal([InterfaceManager.NetworkManager], facts.Find("wlp2s0")!.Managers);
        Assert.Equal([InterfaceManager.Ifupdown], facts.Find("enp4s0")!.Managers);
        Assert.Equal([InterfaceManager.Libvirt], facts.Find("virbr0")!.Managers);
        Assert.Equal([InterfaceManager.Docker], facts.Find("docker0")!.Managers);
        Assert.Equal(["/etc/netplan/01-all.yaml"], facts.NetplanFiles);
    }

    [Fact]
    public void Wireless_cannot_be_bridged_and_a_free_wired_card_can()
    {
        using var machine = NetworkDesktop.Bridged();
        var facts = Read(machine);
        Assert.Equal(new BridgeAnswer(BridgeAnswerKind.IsWireless, null, CanCarryMacvtap: false), BridgeAnswer.Of(facts, facts.Find("wlp2s0")!));
        Assert.Equal(new BridgeAnswer(BridgeAnswerKind.CanBePort, null, CanCarryMacvtap: true), BridgeAnswer.Of(facts, facts.Find("enp4s0")!));
        Assert.Equal(BridgeAnswerKind.IsPrivateBridge, BridgeAnswer.Of(facts, facts.Find("virbr0")!).Kind);
    }

    [Fact]
    public void Docker_may_break_bridges_only_where_bridged_packets_pass_the_firewall()
    {
        using var machine = NetworkDesktop.Bridged();
        Assert.True(Read(machine).DockerMayBreakBridges);
        machine.File("/proc/sys/net/bridge/bridge-nf-call-iptables", "0\n");
        Assert.False(Read(machine).DockerMayBreakBridges);
    }

    [Fact]
    public void A_network_of_libvirt_is_active_when_its_status_is_there()
    {
        using var machine = NetworkDesktop.Bridged();
        Assert.Equal(
            [new LibvirtNetwork("default", "nat", "virbr0", IsAutomatic: true, IsActive: true), new LibvirtNetwork("lab", "isolated", null, IsAutomatic: false, IsActive: false)],
            Read(machine).Libvirt!.Value);
    }

    [Theory]
    [InlineData("#firewall_backend = \"nftables\"\n", null)]
    [InlineData("firewall_backend = \"iptables\"\n", "iptables")]
    public void Where_libvirt_puts_its_rules_is_read(string text, string? expected) => Assert.Equal(expected, NetworkReader.LibvirtFirewall(text));

    [Fact]
    public void An_interface_with_a_route_has_an_address() => Assert.Equal(
        ["eth0", "eth1"],
        RouteTables.Connected(
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\neth0\t0000A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\n",
            "fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 1 0 00000001     eth2\n"
            + "ff000000000000000000000000000000 08 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 1 0 00000001     eth2\n"
            + "20010db8000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 1 0 00000001     eth1\n"));

    [Fact]
    public void A_default_route_that_rejects_is_none() => Assert.Equal(
        ["eth0", "eth1"],
        RouteTables.DefaultInterfaces(
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\neth0\t00000000\t0100A8C0\t0003\t0\t0\t100\t00000000\neth9\t0000A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\n",
            "00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000064 1 0 00000003     eth1\n"
            + "00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 1 0 00200200       lo\n"
            + "00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 1 0 00000201     eth2\n"));
}
