using FsCheck;
using FsCheck.Fluent;
using Passthrough.Changes.Network;
using Passthrough.Cli.Commands;
using Passthrough.Failures;
using Passthrough.Host.Network;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Network;

public class BridgeParsersTests
{
    private static readonly string[] Words = ["[Network]", "[", "]", "\n", "key", "=", " ", "#", ";", "\\", "\\\n", "value"];

    [Fact]
    public void Sections_swallow_rubbish()
    {
        Rubbish.IsSwallowedBy(text => IniSection.Value(IniSection.Parse(text, hasLongLines: true), "Network", "key"), Words);
        Rubbish.IsSwallowedBy(text => IniSection.Value(IniSection.Parse(text, hasLongLines: false), "Network", "key"), Words);
    }

    [Fact]
    public void Sections_lose_no_line() =>
        Prop.ForAll(Gen.Elements(Words).ListOf().Select(words => string.Concat(words)).ToArbitrary(), text =>
            Assert.Equal(
                text.Split('\n').Count(line => line.Trim() is not ['[', .., ']']),
                IniSection.Parse(text, hasLongLines: false).Sum(section => section.Lines.Length))).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Fact]
    public void The_last_value_counts_and_a_line_may_go_on_in_the_next()
    {
        var sections = IniSection.Parse("[A]\nx=1\n[B]\nx=2\n[A]\nx=3 \\\n 4\n# x=5\n", hasLongLines: true);
        Assert.Equal("3 \\\n 4", IniSection.Value(sections, "A", "x"));
        Assert.Equal("[A]\n# x=5\n", sections[^1].Without("x").ToString());
    }

    [Theory]
    [InlineData("10.0.2.2 lladdr 52:55:0a:00:02:02 REACHABLE", true)]
    [InlineData("fe80::1 lladdr 52:55:0a:00:02:02 router REACHABLE\n", true)]
    [InlineData("10.0.2.2 lladdr 52:55:0a:00:02:02 PERMANENT ", true)]
    [InlineData("10.0.2.2 lladdr 52:55:0a:00:02:02 STALE", false)]
    [InlineData("10.0.2.2 INCOMPLETE", false)]
    [InlineData("", false)]
    public void A_neighbour_has_answered_when_the_kernel_says_so(string output, bool hasAnswer) => Assert.Equal(hasAnswer, NeighbourTable.HasAnswer(output));

    [Fact]
    public void Gateways_and_manager_states_swallow_rubbish()
    {
        Rubbish.IsSwallowedBy(text => RouteTables.Gateway(text, text, "eth0"), "eth0", "\t", "00000000", "0101A8C0", "0003", "\n", "zz", new string('0', 32), "fe800000000000000000000000000001", "00");
        Rubbish.IsSwallowedBy(text => Assert.NotEqual("", ManagerState.NetworkFile(text) + ManagerState.ClientId(text) + ManagerState.Connection(text) + "."), "NETWORK_FILE", "=", "\n", "CLIENTID", "connection-uuid");
    }

    [Fact]
    public void The_gateway_is_that_of_the_interface_and_of_IPv4_where_there_is_one()
    {
        const string Route = "eth0\t00000000\t0202000A\t0003\t0\t0\t0\t00000000\nwlan0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\ntun0\t00000000\t00000000\t0003\t0\t0\t0\t00000000\n";
        const string Six = "00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000001 00000000 00450003 eth1\n";

        Assert.Equal("10.0.2.2", RouteTables.Gateway(Route, Six, "eth0")?.ToString());
        Assert.Equal("192.168.1.1", RouteTables.Gateway(Route, Six, "wlan0")?.ToString());
        Assert.Equal("fe80::1", RouteTables.Gateway(Route, Six, "eth1")?.ToString());
        Assert.Null(RouteTables.Gateway(Route, Six, "tun0"));
    }

    [Theory]
    [InlineData("30", 30)]
    [InlineData("5s", 5)]
    [InlineData("2m", 120)]
    public void A_wait_is_read_as_people_write_it(string text, int seconds) => Assert.Equal(seconds, BridgeCommand.SecondsOf(text));

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-5")]
    [InlineData("5h")]
    [InlineData("99999999999")]
    public void Other_words_are_no_wait(string text) => Assert.Throws<InvalidInputException>(() => BridgeCommand.SecondsOf(text));
}
