using FsCheck;
using FsCheck.Fluent;
using Passthrough.Changes;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Host.Network;
using Passthrough.Host.Reading;
using Passthrough.Planning;
using Passthrough.Planning.Bridges;
using Passthrough.Tests.Changes;

namespace Passthrough.Tests.Planning.Bridges;

public class BridgePlannerTests
{
    [Fact]
    public void The_plan_for_networkd()
    {
        using var host = WiredHost.Networkd();
        host.Write("etc/systemd/network/20-wired.network.d/more.conf", "[Address]\nAddress=192.168.7.7/24\n");
        host.Write("run/systemd/network/20-wired.network.d/more.conf", "[Address]\nAddress=10.9.9.9/24\n");

        Golden.Matches("bridge-networkd.txt", View(PlanOf(host)));
    }

    [Fact]
    public void The_plan_for_NetworkManager()
    {
        using var host = WiredHost.NetworkManager();
        Golden.Matches("bridge-networkmanager.txt", View(PlanOf(host)));
    }

    [Fact]
    public void The_plan_is_a_document_that_is_read_back()
    {
        using var host = WiredHost.NetworkManager();
        var plan = PlanOf(host);
        var document = PlanJson.Write(plan);

        Golden.Matches("bridge-plan.json", document + "\n");
        Assert.Equal(document, PlanJson.Write(PlanJson.Read(document, "plan.json")));
        Assert.Equal(plan.Fingerprint, PlanOf(host).Fingerprint);
    }

    [Fact]
    public void A_client_that_DHCP_knows_by_its_hardware_address_gets_no_number()
    {
        using var host = WiredHost.Networkd();
        host.Write("run/systemd/netif/leases/3", "CLIENTID=01525400123456\n");
        Assert.DoesNotContain("IAID", Text(PlanOf(host), "bridge-network"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_that_the_person_wrote_stays_the_only_one()
    {
        using var host = WiredHost.Networkd("[Match]\nName=en*\n[Network]\nDHCP=yes\n[DHCPv4]\nIAID=7\n");
        Assert.DoesNotContain("IAID=3055685611", Text(PlanOf(host), "bridge-network"), StringComparison.Ordinal);
        Assert.Contains("IAID=7\n", Text(PlanOf(host), "bridge-network"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_of_a_bridge_needs_nothing()
    {
        using var host = WiredHost.Networkd();
        WiredHost.Bridged(host);
        Assert.Equal((null, "br0"), BridgeApplier.Plan(host.Context, new BridgeRequest(WiredHost.Nic)));
    }

    [Fact]
    public void Whatever_the_interface_says_of_addresses_the_bridge_says_word_for_word()
    {
        var line = Gen.Elements("Address=10.0.0.1/8", "Gateway=10.0.0.2", "# a comment", "DNS=1.1.1.1 \\", "  Domains=a b", "", "=", "x");
        var section = Gen.Elements("[Network]", "[Address]", "[Route]", "[IPv6AcceptRA]", "[Address] ");
        var texts = from sections in (from name in section from lines in line.ListOf() select $"{name}\n{string.Join('\n', lines)}\n").ListOf() select string.Concat(sections);
        using var host = WiredHost.Networkd();
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            host.Write("etc/systemd/network/20-wired.network", "[Match]\nName=en*\n" + text);
            var written = Text(PlanOf(host), "bridge-network");
            Assert.All(
                IniSection.Parse(text, hasLongLines: true).Where(part => part.SetsAnything),
                part => Assert.Contains(part.Without().ToString(), written, StringComparison.Ordinal));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }

    [Theory]
    [InlineData("wireless", "sys/class/net/enp3s0/wireless/x", "", "NAT")]
    [InlineData("no link", "sys/class/net/enp3s0/carrier", "0\n", "cable")]
    [InlineData("no default route", "proc/net/route", "", "passthrough network")]
    [InlineData("ifupdown", "etc/network/interfaces", "iface enp3s0 inet dhcp\n", "one of them")]
    [InlineData("already", "etc/systemd/network/00-passthrough-br0.netdev", "", "--name")]
    public void What_stands_in_the_way_is_named_with_what_helps(string reason, string path, string text, string help)
    {
        using var host = WiredHost.Networkd();
        host.Write(path, text);
        var refused = Refused(host);
        Assert.Contains(reason, refused.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(help, refused.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_of_a_bond_is_refused()
    {
        using var host = WiredHost.Networkd();
        WiredHost.Interface(host, "bond0", 7, deviceType: "bond");
        WiredHost.Link(host, "sys/class/net/enp3s0/master", "../../../../../virtual/net/bond0");
        Assert.Contains("bond0", Refused(host).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_stands_on_the_interface_is_named()
    {
        using var host = WiredHost.Networkd();
        WiredHost.Interface(host, "enp3s0.7", 7, deviceType: "vlan");
        WiredHost.Link(host, "sys/class/net/enp3s0.7/lower_enp3s0", "../enp3s0");
        Assert.Contains("enp3s0.7", Refused(host).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_another_interface_has_is_refused()
    {
        using var host = WiredHost.Networkd();
        WiredHost.Interface(host, "br0", 7, deviceType: "bridge");
        Assert.Contains("br1", Refused(host).NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_comes_before_any_other_is_refused()
    {
        using var host = WiredHost.Networkd(fileName: "00-first.network");
        Assert.Contains("comes before", Refused(host).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[802-1x]\neap=tls\n", "802.1X")]
    [InlineData("[.nmmeta]\nnm-generated=true\nexternal=true\n", "something else")]
    [InlineData("[connection]\nautoconnect-priority=999\n", "priority")]
    public void A_connection_that_cannot_be_a_bridges_is_refused(string more, string word)
    {
        using var host = WiredHost.NetworkManager(WiredHost.Profile + "\n" + more);
        Assert.Contains(word, Refused(host).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_in_no_keyfile_is_refused_with_the_commands()
    {
        using var host = WiredHost.NetworkManager(WiredHost.Profile.Replace("4e4ca3f6", "00000000", StringComparison.Ordinal));
        var refused = Refused(host);
        Assert.Contains("nmcli connection add type bridge ifname br0", refused.NextStep, StringComparison.Ordinal);
        Assert.Contains("bridge.mac-address 52:54:00:12:34:56", refused.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void What_netplan_wrote_from_a_file_that_is_gone_is_refused_with_the_lines_for_netplan()
    {
        using var networkd = WiredHost.Networkd();
        networkd.Write("run/systemd/netif/links/3", "ADMIN_STATE=configured\nNETWORK_FILE=/run/systemd/network/10-netplan-enp3s0.network\n");
        networkd.Write("run/systemd/network/10-netplan-enp3s0.network", WiredHost.NetworkFile);
        using var manager = WiredHost.NetworkManager(place: "run/NetworkManager/system-connections/netplan-enp3s0.nmconnection");

        Assert.All([networkd, manager], host => Assert.Contains("macaddress: 52:54:00:12:34:56", Refused(host).NextStep, StringComparison.Ordinal));
    }

    [Fact]
    public void What_nobody_configures_is_refused()
    {
        using var host = WiredHost.Bare();
        Assert.Contains("not known", Refused(host).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_systemd_nobody_would_take_it_back()
    {
        using var host = WiredHost.Networkd();
        Directory.Delete(host.Roots.Run("systemd/system"));
        Assert.Contains("systemd", Refused(host).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interface_that_is_not_there_is_answered_with_those_that_are()
    {
        using var host = WiredHost.Networkd();
        Assert.Contains(WiredHost.Nic, Assert.Throws<NotFoundException>(() => BridgeApplier.Plan(host.Context, new BridgeRequest("eth9"))).NextStep, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BR0", 30)]
    [InlineData("../etc", 30)]
    [InlineData("", 30)]
    [InlineData("a-name-that-is-too-long", 30)]
    [InlineData("br0", 1)]
    public void Words_that_cannot_be_are_refused(string name, int wait)
    {
        using var host = WiredHost.Networkd();
        Assert.Throws<InvalidInputException>(() => BridgeApplier.Plan(host.Context, new BridgeRequest(WiredHost.Nic) { Name = name, WaitSeconds = wait }));
    }

    private static Plan PlanOf(ScratchHost host)
    {
        var reader = new MachineReader(host.Roots);
        var network = NetworkReader.Read(reader);
        return BridgePlanner.Plan(network, PortReader.Read(reader, network.Find(WiredHost.Nic)!), new BridgeRequest(WiredHost.Nic));
    }

    private static RefusedException Refused(ScratchHost host) => Assert.Throws<RefusedException>(() => BridgeApplier.Plan(host.Context, new BridgeRequest(WiredHost.Nic)));

    private static string Text(Plan plan, string id) => plan.Changes.OfType<FileChange>().Single(change => string.Equals(change.Id, id, StringComparison.Ordinal)).After;

    private static string View(Plan plan) => string.Join('\n', PlanView.Lines(plan, plan.Bridge!, 100).Concat(PlanView.Closing(plan))) + "\n";
}
