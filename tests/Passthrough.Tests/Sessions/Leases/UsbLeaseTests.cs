using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Native.Libc;
using Passthrough.Sessions;
using Passthrough.Sessions.Leases;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Sessions.Leases;

public sealed class UsbLeaseTests : IDisposable
{
    private const string Place = "devices/pci0000:00/0000:00:14.0/usb1/1-4";
    private const string Bind = "/sys/bus/usb/drivers/usbhid/bind";
    private const string Node = "/dev/bus/usb/001/003";

    private static readonly UsbLease Lease = new("1-4", "046d:c08b", 1, 3, "G502 Mouse", [new UsbInterfaceDriver("1-4:1.0", "usbhid")], null);

    private readonly ScratchMachine machine = new ScratchMachine().File(Bind).File(Node);

    public void Dispose() => machine.Dispose();

    [Fact]
    public async Task The_drivers_that_a_killed_qemu_has_left_out_get_their_interfaces_back()
    {
        machine.UsbDevice(Place, "046d:c08b", "12", "G502 Mouse", 0, "030102");
        Assert.Null(await Lease.ReturnAsync(machine.Roots, []));
        Assert.Equal("1-4:1.0"u8, File.ReadAllBytes(machine.Path(Bind)));
    }

    [Fact]
    public async Task What_has_its_driver_already_is_left()
    {
        machine.UsbDevice(Place, "046d:c08b", "12", "G502 Mouse", 0, "030102 usbhid");
        Assert.Null(await Lease.ReturnAsync(machine.Roots, []));
        Assert.Empty(File.ReadAllBytes(machine.Path(Bind)));
    }

    [Fact]
    public async Task What_a_program_has_is_not_back()
    {
        machine.UsbDevice(Place, "046d:c08b", "12", "G502 Mouse", 0, "030102 usbfs");
        await Assert.ThrowsAsync<BusyException>(() => Lease.ReturnAsync(machine.Roots, []));
    }

    [Theory]
    [InlineData("046d:c08c", 3)]
    [InlineData("046d:c08b", 4)]
    public async Task Another_device_in_the_port_is_none_of_it(string ids, int number)
    {
        machine.UsbDevice(Place, ids, "12", "Other", 0, "030102").File($"/sys/{Place}/devnum", $"{number}\n");
        Assert.Contains("unplugged", await Lease.ReturnAsync(machine.Roots, []), StringComparison.Ordinal);
        Assert.Empty(File.ReadAllBytes(machine.Path(Bind)));
    }

    [Fact]
    public async Task Its_node_goes_to_the_user_of_qemu_and_back()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "giving a file away needs root");
        machine.UsbDevice(Place, "046d:c08b", "12", "G502 Mouse", 0, "030102 usbhid");
        var lease = Lease with { Node = new UsbNodeOwner(0, 1234, 0) };
        await lease.TakeAsync(machine.Roots, [], TestContext.Current.CancellationToken);
        Assert.Equal(1234u, FileStatus.Read(machine.Path(Node))!.Value.User);
        await lease.ReturnAsync(machine.Roots, []);
        Assert.Equal(0u, FileStatus.Read(machine.Path(Node))!.Value.User);

        // Somebody else's since.
        FileOwner.Set(machine.Path(Node), 99, 0);
        await lease.ReturnAsync(machine.Roots, []);
        Assert.Equal(99u, FileStatus.Read(machine.Path(Node))!.Value.User);
    }

    [Fact]
    public async Task The_end_of_its_guest_gives_it_back_and_forgets_it()
    {
        machine.UsbDevice(Place, "046d:c08b", "12", "G502 Mouse", 0, "030102");
        SessionStore.Write(machine.Roots, new SessionRecord(1, "win11", GuestRuntime.Qemu, [], new ProcessIdentity(1, 1), null) { Leases = [Lease] });
        var released = await new SessionKeeper(machine.Roots).ReleaseAsync("win11", TestContext.Current.CancellationToken);
        Assert.Equal(["USB device 1-4 (046d:c08b G502 Mouse)"], released.Returned);
        Assert.Equal("1-4:1.0"u8, File.ReadAllBytes(machine.Path(Bind)));
        Assert.Null(SessionStore.Read(machine.Roots, "win11"));
    }

    [Fact]
    public void Its_name_in_qemu_is_valid_there() => Assert.Equal("lent-1-4-2", (Lease with { Port = "1-4.2" }).DeviceId);
}
