using FsCheck;
using FsCheck.Fluent;
using Passthrough.Changes;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Planning;
using Passthrough.Planning.Bridges;
using Passthrough.Tests.Changes;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Planning.Bridges;

public class NetplanBridgeTests
{
    private const string Static = """
        # The office.
        network:
            version: 2
            renderer: networkd
            ethernets:
                "lan":
                    match:
                        macaddress: "52:54:00:12:34:56"
                    set-name: enp3s0
                    mtu: 1400
                    # From the provider.
                    addresses:
                    - 192.168.1.7/24
                    - "fd00::7/64":
                        lifetime: 0
                    routes:
                        - to: default
                          via: 192.168.1.1

                    nameservers: {addresses: [192.168.1.53], search: [home]}  # both
                    accept-ra: no
                enp4s0:
                    dhcp4: yes

        """;

    [Fact]
    public void The_plan_for_netplan()
    {
        using var host = WiredHost.NetplanNetworkd(Static, id: "lan");
        var plan = PlanOf(host);

        Golden.Matches("bridge-netplan.txt", string.Join('\n', PlanView.Lines(plan, plan.Bridge!, 100).Concat(PlanView.Closing(plan))) + "\n");
        Assert.Equal(PlanJson.Write(plan), PlanJson.Write(PlanJson.Read(PlanJson.Write(plan), "plan.json")));
    }

    [Fact]
    public void What_DHCP_gives_needs_no_edit_so_that_it_does_not_matter_who_writes_the_file()
    {
        using var host = WiredHost.NetplanNetworkd(fileName: "50-cloud-init.yaml");
        host.Write("etc/cloud/cloud.cfg", "users: []\n");
        host.Write("run/systemd/netif/leases/3", "CLIENTID=01525400123456\n");

        var file = Assert.IsType<FileChange>(Assert.Single(PlanOf(host).Changes));

        Assert.Equal("/etc/netplan/90-passthrough-br0.yaml", file.Path);
        Assert.EndsWith("      dhcp4: true\n", file.After, StringComparison.Ordinal);
    }

    [Fact]
    public void NetworkManager_is_named_where_it_switches()
    {
        using var host = WiredHost.NetplanNetworkManager();
        var plan = PlanOf(host);

        Assert.Contains("renderer: NetworkManager\n", Assert.IsType<FileChange>(Assert.Single(plan.Changes)).After, StringComparison.Ordinal);
        Assert.True(plan.Bridge!.IsByNetplan);
        Assert.Equal(plan.Bridge.Connection, plan.Bridge.PortConnection);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("network: {config: disabled}\n", true)]
    [InlineData("# off\nnetwork:\n  config: disabled\n", true)]
    public void A_file_of_cloud_init_is_edited_only_where_cloud_init_leaves_it_alone(string configuration, bool isEdited)
    {
        using var host = WiredHost.NetplanNetworkd(WiredHost.NetplanFile + "      addresses: [10.0.0.1/8]\n", "50-cloud-init.yaml");
        host.Write("etc/cloud/cloud.cfg", "users: []\n");
        host.Write("etc/cloud/cloud.cfg.d/99-network.cfg", configuration);

        var refused = Record.Exception(() => PlanOf(host));

        Assert.Equal(isEdited, refused is null);
        Assert.Equal(!isEdited, (refused as RefusedException)?.NextStep?.Contains("network: {config: disabled}", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void What_addresses_leave_empty_is_still_a_definition()
    {
        using var host = WiredHost.NetplanNetworkd("network:\n  ethernets:\n    enp3s0:\n      # mine\n      addresses:\n      - 10.0.0.1/8\n      gateway4: 10.0.0.2\n");
        Assert.Equal("network:\n  ethernets:\n    enp3s0:\n      # mine\n      dhcp4: false\n", PlanOf(host).Changes.OfType<FileChange>().Single(change => change.Before is not null).After);
    }

    [Fact]
    public void Every_other_line_stays_and_twice_equals_once()
    {
        var line = Gen.Elements("addresses:", "- 1.2.3.4/8", "  - 1.2.3.4/8", "    lifetime: 0", "routes: []", "mtu: 1400", "dhcp4: true", "# a comment", "", "nameservers:", "  addresses: [1.1.1.1]", "match:", "  name: enp3s0");
        Prop.ForAll(line.ListOf().ToArbitrary(), lines =>
        {
            var text = "network:\n  ethernets:\n    enp3s0:\n" + string.Concat(lines.Select(words => $"      {words}\n")) + "    enp4s0:\n      addresses: [1.2.3.5/8]\n";
            Assert.All(CardOf(text), found =>
            {
                var edited = found.Text.Without(found.Card, ["addresses", "routes"], "dhcp4: false");
                Assert.All(CardOf(edited), again => Assert.Equal(edited, again.Text.Without(again.Card, ["addresses", "routes"], "dhcp4: false")));
                Assert.NotEmpty(CardOf(edited));
                Assert.EndsWith("    enp4s0:\n      addresses: [1.2.3.5/8]\n", edited, StringComparison.Ordinal);
                Assert.Empty(edited.Split('\n').Where(words => words.Trim() is not "dhcp4: false").Except(text.Split('\n'), StringComparer.Ordinal));
            });
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }

    [Fact]
    public void Rubbish_is_swallowed() => Rubbish.IsSwallowedBy(
        text => Assert.All(CardOf(text), found => Assert.NotNull(found.Text.Without(found.Card, ["addresses"], "dhcp4: false"))),
        "network:", "\n", "  ", "ethernets:", "enp3s0:", "addresses: ", "- ", "#", "\"", "[", "]", "---", "\t");

    [Theory]
    [InlineData("network: {ethernets: {enp3s0: {dhcp4: true}}}\n", "plain lines")]
    [InlineData("network:\n  ethernets:\n    enp3s0: {dhcp4: true}\n", "plain lines")]
    [InlineData("network:\n  ethernets:\n    enp3s0: &card\n      dhcp4: true\n", "take apart")]
    [InlineData("network:\n  ethernets:\n    enp3s0:\n\t  dhcp4: true\n", "take apart")]
    [InlineData("network:\n  ethernets:\n    enp3s0:\n      openvswitch: {}\n", "openvswitch")]
    [InlineData("network:\n  ethernets:\n    enp3s0:\n      match:\n        name: en*\n", "all interfaces that match")]
    [InlineData("network:\n  ethernets:\n    enp3s0:\n      dhcp4: true\n  vlans:\n    v7:\n      link: enp3s0\n", "rests on")]
    [InlineData("network:\n  ethernets:\n    enp3s0:\n      dhcp4: true\n  bridges:\n    br0:\n      dhcp4: true\n", "br0")]
    public void What_cannot_be_known_for_certain_is_refused_with_the_lines(string text, string word)
    {
        using var host = WiredHost.NetplanNetworkd(text);
        var refused = Assert.Throws<RefusedException>(() => PlanOf(host));
        Assert.Contains(word, refused.Message, StringComparison.Ordinal);
        Assert.Contains("macaddress: 52:54:00:12:34:56", refused.NextStep, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("etc/netplan/02-more.yaml", "network:\n  ethernets:\n    enp3s0:\n      dhcp6: true\n", "several")]
    [InlineData("etc/systemd/network/10-netplan-enp3s0.network.d/own.conf", "[Network]\nDNS=1.1.1.1\n", "more of enp3s0")]
    public void What_stands_beside_it_is_named(string path, string text, string word)
    {
        using var host = WiredHost.NetplanNetworkd();
        host.Write(path, text);
        Assert.Contains(word, Assert.Throws<RefusedException>(() => PlanOf(host)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_comes_last_is_refused()
    {
        using var host = WiredHost.NetplanNetworkd(fileName: "99-own.yaml");
        Assert.Contains("comes after", Assert.Throws<RefusedException>(() => PlanOf(host)).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<(NetplanText Text, NetplanKey Card)> CardOf(string text) =>
        NetplanText.Parse(text) is { } parsed && parsed.Find(null, "network") is { } network && parsed.Find(network, "ethernets") is { } cards && parsed.Find(cards, "enp3s0") is { } card && parsed.Below(card) is not null
            ? [(parsed, card)]
            : [];

    private static Plan PlanOf(ScratchHost host) => BridgeApplier.Plan(host.Context, new BridgeRequest(WiredHost.Nic)).Plan!;
}
