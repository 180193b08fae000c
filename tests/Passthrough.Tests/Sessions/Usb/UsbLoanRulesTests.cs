using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Devices;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;
using Passthrough.Host.Storage;
using Passthrough.Host.Usb;
using Passthrough.Sessions;
using Passthrough.Sessions.Leases;
using Passthrough.Sessions.Usb;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Sessions.Usb;

public sealed class UsbLoanRulesTests : IDisposable
{
    private const string Controller = "devices/pci0000:00/0000:00:14.0";
    private const string Command = "usb lend X win11 --yes";

    private readonly ScratchMachine machine = new ScratchMachine().WithUsb();

    public void Dispose() => machine.Dispose();

    [Theory]
    [InlineData("046d:c08b", "1-2")]
    [InlineData("1-2", "1-2")]
    [InlineData("046d:c08b@1-2", "1-2")]
    [InlineData("04d9:0169", "1-1.1")]
    public void A_name_finds_its_device(string name, string port) => Assert.Equal(port, UsbLoanRules.Find(Usb(), Named(name)).Name);

    [Theory]
    [InlineData("1-4", "nothing is plugged into USB port 1-4")]
    [InlineData("ffff:0001", "no USB device has the ids ffff:0001")]
    [InlineData("ffff:0001@1-2", "in USB port 1-2 is 1-2 (046d:c08b G502 Mouse), and not ffff:0001")]
    public void What_is_not_there_is_said(string name, string words) => Assert.Contains(words, Assert.Throws<NotFoundException>(() => UsbLoanRules.Find(Usb(), Named(name))).Message, StringComparison.Ordinal);

    [Fact]
    public void Twins_are_told_apart_by_their_ports()
    {
        machine.UsbDevice($"{Controller}/usb1/1-4", "046d:c08b", "12", "G502 Mouse", 0, "030102 usbhid");
        var refusal = Assert.Throws<RefusedException>(() => UsbLoanRules.Find(Usb(), Named("046d:c08b")));
        Assert.Contains("1-2, 1-4", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("1-4", UsbLoanRules.Find(Usb(), Named("046d:c08b@1-4")).Name);
    }

    [Fact]
    public void A_hub_stays_and_what_is_behind_it_is_named()
    {
        var refusal = Assert.Throws<RefusedException>(() => RequireFree("1-1"));
        Assert.Contains("behind it: 1-1.1 (04d9:0169 Gaming Keyboard)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_one_guest_has_no_other_gets()
    {
        Assert.Contains("with guest 'win11' already", Assert.Throws<RefusedException>(() => RequireFree("1-2", Session("win11", Lease("1-2", 3)))).Message, StringComparison.Ordinal);

        // Unplugged since, another device is in the port now.
        RequireFree("1-2", Session("win11", Lease("1-2", 2)));
    }

    [Fact]
    public void A_device_that_a_program_has_is_with_the_guest_whose_program_it_is()
    {
        machine.UsbDevice($"{Controller}/usb1/1-4", "1050:0407", "12", "YubiKey", 0, "0b0000 usbfs");
        Assert.Contains("with guest 'win11', as its description says", Assert.Throws<RefusedException>(() => RequireFree("1-4", [Session("win11")], [new DeviceHolder(77, "qemu-system-x86", "")])).Message, StringComparison.Ordinal);
        Assert.Contains("in use by pcscd (pid 5)", Assert.Throws<RefusedException>(() => RequireFree("1-4", [Session("win11")], [new DeviceHolder(5, "pcscd", "")])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1-1.1", "last keyboard")]
    [InlineData("1-2", "last mouse")]
    public void The_last_keyboard_and_mouse_stay(string port, string words) => Assert.Contains(words, Assert.Throws<RefusedException>(() => RequireSpare(port)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_second_keyboard_lets_the_first_go_while_the_host_has_it()
    {
        machine.UsbDevice($"{Controller}/usb1/1-4", "046a:0011", "1.5", "Spare Keyboard", 0, "030101 usbhid");
        RequireSpare("1-1.1");
        RequireSpare("1-4");
    }

    [Fact]
    public void A_keyboard_that_a_guest_has_is_no_second_one()
    {
        machine.UsbDevice($"{Controller}/usb1/1-4", "046a:0011", "1.5", "Lent Keyboard", 0, "030101 usbfs");
        Assert.Throws<RefusedException>(() => RequireSpare("1-1.1"));
    }

    [Fact]
    public void The_judgement_is_by_what_the_input_layer_sees_and_not_by_names()
    {
        // A mouse whose second interface has keys, and a keyboard at the board's own port.
        machine.File("/proc/bus/input/devices", """
            I: Bus=0011 Vendor=0001 Product=0001 Version=ab41
            N: Name="AT Translated Set 2 keyboard"
            S: Sysfs=/devices/platform/i8042/serio0/input/input3
            H: Handlers=sysrq kbd event3
            B: KEY=402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe

            I: Bus=0003 Vendor=04d9 Product=0169 Version=0111
            N: Name="Best Mouse Ever"
            S: Sysfs=/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1.1/1-1.1:1.0/0003:04D9:0169.0001/input/input5
            H: Handlers=sysrq kbd event5
            B: KEY=1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe


            """);
        RequireSpare("1-1.1");
    }

    [Fact]
    public void A_mounted_disk_stays()
    {
        const string Place = $"{Controller}/usb2/2-1/2-1.2/2-1.2:1.0/host6/target6:0:0/6:0:0:0/block/sdb";
        machine.File($"/sys/{Place}/dev", "8:16\n").File($"/sys/{Place}/sdb1/dev", "8:17\n").File($"/sys/{Place}/sdb1/partition", "1\n")
            .Link("/sys/class/block/sdb", $"../../{Place}").Link("/sys/class/block/sdb1", $"../../{Place}/sdb1");
        RequireSpare("2-1.2");

        machine.File("/proc/self/mountinfo", "36 35 8:17 / /media/photos rw,relatime shared:1 - ext4 /dev/sdb1 rw\n");
        Assert.Contains("sdb1 is mounted at /media/photos", Assert.Throws<RefusedException>(() => RequireSpare("2-1.2")).Message, StringComparison.Ordinal);
    }

    private UsbFacts Usb() => UsbReader.Read(new MachineReader(machine.Roots), new PciFacts([]));

    private static UsbName Named(string text) => UsbName.Parse(text)!;

    private void RequireFree(string port, params SessionRecord[] sessions) => RequireFree(port, [.. sessions], []);

    private void RequireFree(string port, ImmutableArray<SessionRecord> sessions, ImmutableArray<DeviceHolder> holders) =>
        UsbLoanRules.RequireFree(UsbLoanRules.Find(Usb(), Named(port)), Usb(), sessions, holders);

    private void RequireSpare(string port)
    {
        var reader = new MachineReader(machine.Roots);
        var device = UsbLoanRules.Find(Usb(), Named(port));
        UsbLoanRules.RequireOtherInput(device, Usb(), Command);
        UsbLoanRules.RequireUnused(device, UsbDisks.Of(reader, port), StorageReader.Read(reader), Command);
    }

    private static UsbLease Lease(string port, int number) => new(port, "046d:c08b", 1, number, null, [], null);

    private static SessionRecord Session(string guest, params UsbLease[] leases) =>
        new(1, guest, GuestRuntime.Qemu, [], new ProcessIdentity(1, 1), new ProcessIdentity(77, 1)) { Leases = [.. leases] };
}
