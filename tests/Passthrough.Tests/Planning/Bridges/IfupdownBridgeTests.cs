using FsCheck;
using FsCheck.Fluent;
using Passthrough.Changes;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Host.Network;
using Passthrough.Planning;
using Passthrough.Planning.Bridges;
using Passthrough.Tests.Changes;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Planning.Bridges;

public class IfupdownBridgeTests
{
    private const string Address = "52:54:00:12:34:56";

    [Fact]
    public void The_plan_for_ifupdown()
    {
        using var host = WiredHost.Ifupdown();
        var plan = PlanOf(host);

        Golden.Matches("bridge-ifupdown.txt", string.Join('\n', PlanView.Lines(plan, plan.Bridge!, 100).Concat(PlanView.Closing(plan))) + "\n");
        Assert.Equal(PlanJson.Write(plan), PlanJson.Write(PlanJson.Read(PlanJson.Write(plan), "plan.json")));
    }

    [Fact]
    public void All_stanzas_of_the_interface_become_the_bridges_and_the_first_makes_it()
    {
        using var host = WiredHost.Ifupdown("iface lo inet loopback\nauto enp3s0 lo\niface \\\n  enp3s0 inet static\n  address 192.168.1.7/24\n  gateway 192.168.1.1\niface eth9 inet manual\niface enp3s0 inet6 auto");

        Assert.Equal(
            "iface lo inet loopback\nauto enp3s0 lo\n# enp3s0 is the port of br0: by passthrough; 'passthrough network bridge --undo' takes it back.\niface enp3s0 inet manual\n\nauto br0\niface \\\n  br0 inet static\n"
            + "\tbridge_ports enp3s0\n\tbridge_waitport 20\n\tbridge_hw 52:54:00:12:34:56\n\tbridge_stp off\n\tbridge_fd 0\n  address 192.168.1.7/24\n  gateway 192.168.1.1\niface eth9 inet manual\niface br0 inet6 auto",
            Assert.IsType<FileChange>(Assert.Single(PlanOf(host).Changes)).After);
    }

    [Fact]
    public void A_stanza_in_a_file_that_is_sourced_is_edited_there()
    {
        using var host = WiredHost.Ifupdown("source interfaces.d/*\nauto lo\niface lo inet loopback\n");
        host.Write("etc/network/interfaces.d/card", "auto enp3s0\niface enp3s0 inet static\n\taddress 192.168.1.7/24\n");

        Assert.Equal("/etc/network/interfaces.d/card", Assert.IsType<FileChange>(Assert.Single(PlanOf(host).Changes)).Path);
        Assert.Equal("/etc/network/interfaces.d/card", PlanOf(host).Bridge!.Definition);
    }

    [Fact]
    public void Every_other_byte_stays_and_twice_equals_once()
    {
        var piece = Gen.Elements("iface enp3s0 inet dhcp\n", "iface enp3s0 inet6 static\r\n", "iface enp3s01 inet dhcp\n", "\taddress 10.0.0.1/8\n", "# iface enp3s0 inet dhcp \\\n", "auto enp3s0\n", "up echo a \\\n b\n", "\n", "  \\\n", "ü", "iface");
        Prop.ForAll(piece.ListOf().Select(string.Concat).ToArbitrary(), text =>
        {
            var edited = IfupdownStanzas.Bridge(text, "enp3s0", "br0", Address);
            var back = edited
                .Replace("# enp3s0 is the port of br0: by passthrough; 'passthrough network bridge --undo' takes it back.\niface enp3s0 inet manual\n\nauto br0\n", "", StringComparison.Ordinal)
                .Replace($"\tbridge_ports enp3s0\n\tbridge_waitport 20\n\tbridge_hw {Address}\n\tbridge_stp off\n\tbridge_fd 0\n", "", StringComparison.Ordinal)
                .Replace("br0", "enp3s0", StringComparison.Ordinal);

            Assert.Equal(text, back);
            Assert.Equal(edited, IfupdownStanzas.Bridge(edited, "enp3s0", "br0", Address));
            Assert.Equal(text, IfupdownFile.WithoutSources(text));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }

    [Fact]
    public void Rubbish_is_swallowed() => Rubbish.IsSwallowedBy(
        text =>
        {
            var edited = IfupdownStanzas.Bridge(text, "eth0", "br0", Address);
            Assert.Equal(edited, IfupdownStanzas.Bridge(edited, "eth0", "br0", Address));
            Assert.DoesNotContain(IfupdownFile.Lines(IfupdownFile.WithoutSources(text)), line => line.IsSource);
            Assert.All([DhclientIdentity.Of(text, Address), DhclientIdentity.Of(text, text)], identifier => Assert.True(identifier is null || identifier.StartsWith("ff:", StringComparison.Ordinal)));
            Assert.True(DhclientIdentity.IsSet(DhclientIdentity.Set(text, "br0", "ff:00")));
        },
        "iface ", "eth0", " inet", " manual", "\n", "\\\n", "source ", "default-duid ", "\"\\001", "\\", "\";", "00:01", "#");

    [Theory]
    [InlineData("iface enp3s0 inet bootp\n", "bootp")]
    [InlineData("iface enp3s0 inet6 dhcp\n", "inet6 dhcp")]
    [InlineData("iface enp3s0 inet dhcp inherits all\n", "inherits")]
    [InlineData("iface enp3s0 inet6 manual\n", "no address")]
    [InlineData("iface enp3s0 inet dhcp\nup ethtool -s enp3s0 wol g\n", "names it")]
    [InlineData("iface enp3s0 inet dhcp\nhwaddress random\n", "hwaddress")]
    [InlineData("iface enp3s0 inet dhcp\niface enp3s0.7 inet manual\n", "rests on")]
    [InlineData("iface enp3s0 inet dhcp\niface v7 inet manual\nvlan-raw-device enp3s0\n", "vlan-raw-device")]
    [InlineData("iface enp3s0 inet dhcp\nmapping enp*\nscript x\n", "mapping")]
    [InlineData("rename a=enp3s0\niface enp3s0 inet dhcp\n", "rename")]
    [InlineData("iface enp3s0 inet dhcp\niface br0 inet manual\n", "br0")]
    [InlineData("iface enp3s0 inet dhcp\nsource $HOME/x\n", "$HOME")]
    public void What_cannot_be_known_for_certain_is_refused_with_the_lines(string interfaces, string word)
    {
        using var host = WiredHost.Ifupdown(interfaces);
        var refused = Refused(host);
        Assert.Contains(word, refused.Message, StringComparison.Ordinal);
        Assert.Contains("bridge_ports enp3s0", refused.NextStep, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run/network/ifstate", "lo=lo\nenp3s0=home\n", "not brought enp3s0 up")]
    [InlineData("etc/network/if-up.d/own", "ip addr add 10.0.0.1/8 dev enp3s0\n", "/etc/network/if-up.d/own")]
    [InlineData("etc/network/interfaces.d/more", "iface enp3s0 inet6 auto\n", "more than one file")]
    [InlineData("usr/share/ifupdown2/x", "", "ifupdown2")]
    [InlineData("etc/network/ifupdown-ng.conf", "", "ifupdown-ng")]
    [InlineData("etc/dhcp/dhclient.conf", "interface \"enp3s0\" { send host-name \"a\"; }\n", "alone")]
    public void What_stands_beside_it_is_named(string path, string text, string word)
    {
        using var host = WiredHost.Ifupdown();
        host.Write(path, text);
        Assert.Contains(word, Refused(host).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_bridge_utils_the_package_is_named()
    {
        using var host = WiredHost.Ifupdown();
        File.Delete(host.Roots.Etc("network/if-pre-up.d/bridge"));
        Assert.Contains("apt install bridge-utils", Refused(host).NextStep, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("default-duid \"\\000\\001\\000\\001+A\\\"\\\\\\015\";\n", "ff:00:12:34:56:00:01:00:01:2b:41:22:5c:0d")]
    [InlineData("lease {\n}\ndefault-duid 00:01:0:1;\ndefault-duid 00:03:00:01;\n", "ff:00:12:34:56:00:03:00:01")]
    [InlineData("lease {\n}\n", null)]
    public void Servers_are_told_that_it_is_the_same_client(string leases, string? identifier) => Assert.Equal(identifier, DhclientIdentity.Of(leases, Address));

    [Theory]
    [InlineData("etc/dhcp/dhclient.conf", "send dhcp-client-identifier = hardware;")]
    [InlineData("var/lib/dhcp/dhclient.enp3s0.leases", "")]
    [InlineData("etc/network/interfaces", "iface enp3s0 inet dhcp\nclient no\n")]
    public void A_client_that_makes_up_no_number_for_the_interface_is_told_nothing(string path, string text)
    {
        using var host = WiredHost.Ifupdown();
        host.Write(path, text);
        Assert.Single(PlanOf(host).Changes);
    }

    private static Plan PlanOf(ScratchHost host) => BridgeApplier.Plan(host.Context, new BridgeRequest(WiredHost.Nic)).Plan!;

    private static RefusedException Refused(ScratchHost host) => Assert.Throws<RefusedException>(() => PlanOf(host));
}
