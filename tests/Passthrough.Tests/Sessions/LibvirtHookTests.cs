using FsCheck;
using FsCheck.Fluent;
using Passthrough.Sessions;

namespace Passthrough.Tests.Sessions;

public class LibvirtHookTests
{
    [Fact]
    public void Of_a_domain_it_reads_the_functions_that_it_gets_from_the_host() =>
        Assert.Equal(
            ["0000:01:00.0", "0000:41:1f.7"],
            LibvirtHook.DevicesOf(
                """
                <domain type='kvm'>
                  <devices>
                    <hostdev mode='subsystem' type='pci' managed='no'><source><address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/></source></hostdev>
                    <hostdev mode='subsystem' type='pci'><source><address domain='0' bus='0x41' slot='0x1f' function='0x7'/></source></hostdev>
                    <hostdev mode='subsystem' type='usb'><source><vendor id='0x046d'/></source></hostdev>
                    <hostdev mode='subsystem' type='pci'><source><address domain='0x0000' bus='x' slot='0x99' function='0x9'/></source></hostdev>
                  </devices>
                </domain>
                """).Functions.Select(function => function.ToString()).Order(StringComparer.Ordinal));

    [Fact]
    public void What_is_no_domain_has_none() =>
        Prop.ForAll<string?>(text => LibvirtHook.DevicesOf(text ?? "") is { Functions.IsEmpty: true, Inputs.IsEmpty: true }).QuickCheckThrowOnFailure();

    [Fact]
    public void Of_a_domain_it_reads_the_keyboards_and_mice_that_it_shares() => Assert.Equal(
        ["/dev/input/by-id/a-event-kbd"],
        LibvirtHook.DevicesOf("<domain><devices><input type='evdev'><source dev='/dev/input/by-id/a-event-kbd'/></input><input type='evdev'/><input type='passthrough'><source evdev='/dev/input/event5'/></input><input type='tablet'/></devices></domain>").Inputs.Order(StringComparer.Ordinal));
}
