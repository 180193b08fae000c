using Passthrough.Guests;
using Passthrough.Host;
using Passthrough.Sessions;
using Passthrough.Sessions.Input.Proxy;
using Passthrough.Sessions.Leases;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Sessions.Leases;

public class InputProxyLeaseTests
{
    private const string Keyboard = "/dev/input/by-id/usb-Maker_Keyboard-event-kbd";
    private const string Mouse = "/dev/input/by-path/pci-0000:00:14.0-usb-0:2:1.0-event-mouse";

    private static readonly InputProxyLease Lease = new("win11", "/usr/bin/pass through", [Keyboard, Mouse]);

    [Fact]
    public void Udev_gives_each_stand_in_its_path() => Assert.Equal(
        """
        # Keyboards and mice of guest win11, which stay while they are unplugged. Removed when it ends.
        SUBSYSTEM=="input", KERNEL=="event*", ATTRS{phys}=="passthrough/win11/by-id/usb-Maker_Keyboard-event-kbd", SYMLINK+="input/passthrough/win11/by-id/usb-Maker_Keyboard-event-kbd"
        SUBSYSTEM=="input", KERNEL=="event*", ATTRS{phys}=="passthrough/win11/by-path/pci-0000:00:14.0-usb-0:2:1.0-event-mouse", SYMLINK+="input/passthrough/win11/by-path/pci-0000:00:14.0-usb-0:2:1.0-event-mouse"

        """,
        ProxyRule.Text(Lease.Guest, Lease.Devices));

    [Fact]
    public void The_service_stands_in_for_all_of_them_and_systemd_keeps_what_it_makes()
    {
        var lines = Lease.Text.Split('\n');
        Assert.Equal("passthrough-input-win11.service", Lease.Unit);
        Assert.Contains($"ExecStart=\"/usr/bin/pass through\" \"input\" \"proxy\" \"win11\" \"{Keyboard}\" \"{Mouse}\"", lines);
        Assert.Contains("Type=notify", lines);
        Assert.Contains("FileDescriptorStoreMax=2", lines);
        Assert.Contains("Restart=on-abnormal", lines);
    }

    [Fact]
    public void It_comes_back_from_the_record()
    {
        using var machine = new ScratchMachine();
        SessionStore.Write(machine.Roots, new SessionRecord(1, "win11", GuestRuntime.Qemu, [], ProcessIdentity.Read(HostRoots.Live, Environment.ProcessId)!, null) { Leases = [Lease] });
        var read = Assert.IsType<InputProxyLease>(Assert.Single(SessionStore.Read(machine.Roots, "win11")!.Leases));
        Assert.Equal((Lease.Guest, Lease.Program, Lease.Words), (read.Guest, read.Program, read.Words));
        Assert.Equal(Lease.Devices, read.Devices);
    }
}
