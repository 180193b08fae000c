using System.Text;
using Passthrough.Cli.Views;
using Passthrough.Host;
using Passthrough.Host.Usb;
using Passthrough.Native.Libc;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Usb;

public class UsbWatchTests
{
    private const string Path = "/devices/pci0000:00/0000:00:14.0/usb2/2-1/2-1.2";

    [Fact]
    public void A_message_of_the_kernel_is_understood() =>
        Assert.Equal(
            new Uevent("bind", Path, "usb", "usb_device"),
            Uevent.Parse(Encoding.UTF8.GetBytes($"bind@{Path}\0ACTION=bind\0DEVPATH={Path}\0SUBSYSTEM=usb\0DEVTYPE=usb_device\0SEQNUM=4711\0")));

    [Fact]
    public void A_message_of_udev_is_not_taken_for_one_of_the_kernel() => Assert.Null(Uevent.Parse("libudev\0\u00fe\u00ed\u00ca\u00feACTION=add\0"u8));

    [Fact]
    public void What_is_plugged_in_is_named_with_its_controller_and_all_ports_of_the_socket()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: false).WithUsb();
        var usb = HostReader.Read(machine.Roots).Usb;
        Assert.Equal(
            "in   controller 0000:00:14.0  port 2-1-port2 + 1-1-port2  2-1.2  0781:5583 Ultra Fit (storage, 5000M)",
            UsbView.Line(Assert.Single(UsbWatch.Of(new Uevent("bind", Path, "usb", "usb_device"), UsbFacts.None, usb))));
    }

    [Fact]
    public void What_is_plugged_out_is_named_from_what_was_known_before()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: false).WithUsb();
        var before = HostReader.Read(machine.Roots).Usb;
        var gone = before with { Devices = [.. before.Devices.Where(device => device.Name is not "2-1.2")] };
        Assert.StartsWith("out  controller 0000:00:14.0  port 2-1-port2 + 1-1-port2  2-1.2  0781:5583", UsbView.Line(Assert.Single(UsbWatch.Of(new Uevent("remove", Path, "usb", "usb_device"), before, gone))));
        Assert.Equal(["2-1.2 False"], UsbWatch.Difference(before, gone).Select(plugging => $"{plugging.DeviceName} {plugging.IsPluggedIn}"));
        Assert.Equal(["2-1.2 True"], UsbWatch.Difference(gone, before).Select(plugging => $"{plugging.DeviceName} {plugging.IsPluggedIn}"));
    }

    [Fact]
    public void Interfaces_root_hubs_and_other_actions_are_no_plugging()
    {
        Uevent[] others = [new("add", Path, "usb", "usb_device"), new("bind", Path + "/2-1.2:1.0", "usb", "usb_interface"), new("bind", "/devices/pci0000:00/0000:00:14.0/usb2", "usb", "usb_device"), new("bind", Path, "input", null)];
        Assert.Empty(others.SelectMany(other => UsbWatch.Of(other, UsbFacts.None, UsbFacts.None)));
    }

    [Fact]
    public void The_kernels_own_messages_arrive()
    {
        // Writing to a device's uevent file makes the kernel send a message about it; only root may.
        const string File = "/sys/devices/virtual/mem/null/uevent";
        Assert.SkipUnless(System.IO.File.Exists(File) && Environment.IsPrivilegedProcess, "needs root and the kernel's own /sys/devices/virtual/mem/null");
        using var socket = UeventSocket.Open();
        try
        {
            System.IO.File.WriteAllText(File, "change");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Assert.Skip($"the kernel takes no uevents here: {exception.Message}");
        }

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Uevent? seen;
        do
        {
            seen = socket.Receive(deadline.Token) is { } message ? Uevent.Parse(message) : throw new TimeoutException("no message came");
        }
        while (seen?.DevicePath is not "/devices/virtual/mem/null");

        Assert.Equal(("change", "mem"), (seen.Action, seen.Subsystem));
    }

    [Fact]
    public async Task Waiting_ends_when_it_is_cancelled()
    {
        using var socket = UeventSocket.Open();
        using var stop = new CancellationTokenSource();
        var waiting = Task.Run(() => { while (socket.Receive(stop.Token) is not null) { } }, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
