using Passthrough.Host.Reading;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Reading;

public class ProcessStatTests
{
    private const string Text = "1741 (X (org) 7) S 1 1741 1741 0 -1 4194560 1 0 0 0 5 6 0 0 20 0 1 0 987654 1000 200 18446744073709551615 0 0";

    [Fact]
    public void A_name_with_blanks_and_parentheses_hides_nothing()
    {
        var stat = ProcessStat.Parse(Text);
        Assert.Equal(("S", 1, 4194560u, 987654L, false), (stat.State, stat.Parent, stat.Flags, stat.StartTicks, stat.HasEnded));
    }

    [Theory]
    [InlineData("Z", true)]
    [InlineData("X", true)]
    [InlineData("D", false)]
    public void A_process_of_which_only_the_number_is_left_has_ended(string state, bool hasEnded) =>
        Assert.Equal(hasEnded, ProcessStat.Parse(Text.Replace(") S", $") {state}", StringComparison.Ordinal)).HasEnded);

    [Fact]
    public void This_process_has_a_parent_and_a_start()
    {
        var stat = ProcessStat.Read(new MachineReader(Passthrough.Host.HostRoots.Live), Environment.ProcessId)!;
        Assert.True(stat is { Parent: > 0, StartTicks: > 0, HasEnded: false });
    }

    [Fact]
    public void Any_text_is_read() => Rubbish.IsSwallowedBy(
        text => Assert.True(ProcessStat.Parse(text) is { Parent: null or >= 0, StartTicks: null or >= 0, Flags: null or >= 0 }), "1 (a) b", ")", " ", "S", "2129984", "-1");
}
