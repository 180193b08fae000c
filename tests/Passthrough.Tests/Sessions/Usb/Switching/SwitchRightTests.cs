using Passthrough.Failures;
using Passthrough.Sessions.Usb.Switching;

namespace Passthrough.Tests.Sessions.Usb.Switching;

public class SwitchRightTests
{
    private const uint Libvirt = 115;

    private static readonly (string Guest, int ProcessId)[] Guests = [("win11", 700), ("other", 800)];

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(2, 1000, Libvirt)]
    public void Root_and_members_of_the_group_may_swap_and_return(int process, uint user, uint group)
    {
        var right = Of(process, user, group);
        right.Require(SwitchRequest.Parse("swap desk agreed"));
        right.Require(SwitchRequest.Parse("back desk"));
        right.Require(SwitchRequest.Parse("return 1-2 win11"));
        Assert.Throws<InvalidInputException>(() => right.Require(SwitchRequest.Parse("back")));
    }

    [Theory]
    [InlineData(64055, 64055)]
    [InlineData(0, 0)]
    [InlineData(1000, Libvirt)]
    public void A_guest_may_have_back_what_it_has_whoever_its_QEMU_runs_as(uint user, uint group)
    {
        var right = Of(700, user, group);
        Assert.Equal("win11", right.Guest);
        right.Require(SwitchRequest.Parse("back"));
        Assert.Contains("win11", Assert.Throws<RefusedException>(() => right.Require(SwitchRequest.Parse("swap desk"))).Message, StringComparison.Ordinal);
        Assert.Throws<RefusedException>(() => right.Require(SwitchRequest.Parse("back desk")));
        Assert.Throws<RefusedException>(() => right.Require(SwitchRequest.Parse("return 1-2")));
    }

    [Theory]
    [InlineData("swap desk")]
    [InlineData("back")]
    [InlineData("return 1-2")]
    public void Anybody_else_is_refused_with_the_reason(string line)
    {
        var refusal = Assert.Throws<RefusedException>(() => Of(701, 1000, 1000).Require(SwitchRequest.Parse(line)));
        Assert.Contains("process 701 of user 1000", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("usermod", refusal.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_is_no_such_group_nobody_is_in_it() => Assert.NotNull(SwitchRight.Of(new SwitchPeer(5, 1000, [Libvirt]), null, Guests).Refusal);

    private static SwitchRight Of(int process, uint user, uint group) => SwitchRight.Of(new SwitchPeer(process, user, [100, group]), Libvirt, Guests);
}
