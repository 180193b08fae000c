using System.Buffers.Binary;
using Passthrough.Failures;
using Passthrough.Sessions.Input;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Sessions.Input;

/// <summary>Files in the place of nodes: each is read to its end, as one that is unplugged.</summary>
public class HotkeyListenerTests
{
    private const string Intent = "/etc/passthrough/passthrough.yaml";
    private const string Profile = "usb-profiles:\n  - { name: desk, guest: win11, devices: [ \"1-2\" ], hotkey: pause }\n";

    private const string Devices =
        """
        I: Bus=0003 Vendor=046d Product=c08b Version=0111
        N: Name="Mouse"
        S: Sysfs=/devices/mouse
        H: Handlers=mouse0 event2

        I: Bus=0003 Vendor=0001 Product=0001 Version=0111
        N: Name="Pad"
        S: Sysfs=/devices/pad
        H: Handlers=sysrq kbd event3

        """;

    [Fact]
    public async Task A_key_of_any_device_with_keys_is_heard_and_a_mouse_is_not_read()
    {
        using var machine = Machine().File("/dev/input/event2", "not read").Bytes("/dev/input/event3", [.. Pause(1), .. Pause(0)]);
        var told = new List<string>();
        Assert.Equal("desk", (await new HotkeyListener(machine.Roots).RunAsync(told.Add, TestContext.Current.CancellationToken).FirstAsync(TestContext.Current.CancellationToken)).Name);
        Assert.Equal("pause swaps 'desk'; read are 1 devices", Assert.Single(told));
    }

    [Fact]
    public async Task What_is_plugged_in_later_is_heard_too()
    {
        using var machine = Machine().Folder("/dev/input");
        await using var pressed = new HotkeyListener(machine.Roots).RunAsync(_ => { }, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var first = pressed.MoveNextAsync();
        machine.Bytes("/dev/input/event3", [.. Pause(1), .. Pause(0)]);
        Assert.True(await first);
        Assert.Equal("desk", pressed.Current.Name);
    }

    [Fact]
    public async Task A_hotkey_that_is_written_later_holds_from_then_on()
    {
        using var machine = Machine().File(Intent, "usb-profiles: []\n").Bytes("/dev/input/event3", [.. Pause(1), .. Pause(0)]);
        var told = new List<string>();
        await using var pressed = new HotkeyListener(machine.Roots).RunAsync(told.Add, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var first = pressed.MoveNextAsync();
        machine.File(Intent, Profile);
        Assert.True(await first);
        Assert.Equal("no profile has a hotkey; nothing is read", told[0]);
    }

    [Fact]
    public async Task Without_a_file_or_without_devices_it_says_so()
    {
        using var machine = new ScratchMachine().Folder("/dev/input");
        await Assert.ThrowsAsync<NotFoundException>(async () => await new HotkeyListener(machine.Roots).RunAsync(_ => { }, TestContext.Current.CancellationToken).FirstAsync(TestContext.Current.CancellationToken));
        using var other = new ScratchMachine().File(Intent, Profile);
        await Assert.ThrowsAsync<NotFoundException>(async () => await new HotkeyListener(other.Roots).RunAsync(_ => { }, TestContext.Current.CancellationToken).FirstAsync(TestContext.Current.CancellationToken));
    }

    private static ScratchMachine Machine() => new ScratchMachine().File(Intent, Profile).File("/proc/bus/input/devices", Devices);

    private static byte[] Pause(int value)
    {
        const ushort PauseKey = 119;
        var bytes = new byte[InputEvent.Size];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(16), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(18), PauseKey);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), value);
        return bytes;
    }
}
