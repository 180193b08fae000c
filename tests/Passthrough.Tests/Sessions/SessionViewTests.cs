using Passthrough.Cli.Views;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;
using Passthrough.Sessions;

namespace Passthrough.Tests.Sessions;

public class SessionViewTests
{
    private static readonly PciAddress Card = PciAddress.Parse("0000:01:00.0");
    private static readonly ReleaseResult Nothing = new("win11", [], [], []);

    [Fact]
    public void A_started_guest_is_told_with_the_devices_that_it_has() =>
        Assert.Equal("'win11' runs and has 0000:01:00.0.", SessionView.Started("win11", new StartResult([Card], [])));

    [Fact]
    public void A_started_guest_without_devices_is_not_told_to_have_any() =>
        Assert.Equal("'win11' runs.", SessionView.Started("win11", new StartResult([], [])));

    [Fact]
    public void A_stop_says_which_devices_are_free() =>
        Assert.Equal(["'win11' has shut down.", "Free: no process has 0000:01:00.0 open."], SessionView.Stopped("win11", new StopResult(false, [Card], [], Nothing)));

    [Fact]
    public void A_stop_names_who_still_holds_a_device() =>
        Assert.Equal(
            ["'win11' was ended.", "Still held:", "  /dev/vfio/11 by qemu-system-x86 (pid 7)"],
            SessionView.Stopped("win11", new StopResult(true, [Card], [new DeviceHolder(7, "qemu-system-x86", "/dev/vfio/11")], Nothing)));

    [Fact]
    public void A_stop_of_a_guest_without_devices_says_nothing_of_any() =>
        Assert.Equal(["'win11' was ended."], SessionView.Stopped("win11", new StopResult(true, [], [], Nothing)));
}
