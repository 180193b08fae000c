using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Input;
using Passthrough.Host;
using Passthrough.Intent;
using Passthrough.Sessions;
using Passthrough.Sessions.Input;
using Passthrough.Sessions.Leases;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Sessions.Input;

public class ToggleTests
{
    private const ushort Key = 1;
    private const ushort LeftCtrl = 29;
    private const ushort RightCtrl = 97;
    private const ushort ScrollLock = 70;
    private const ushort LetterA = 30;

    [Fact]
    public void Both_keys_on_one_node_are_the_toggle()
    {
        Assert.Equal(
            ["k Alive", "k KeyDown left Ctrl", "k KeyDown right Ctrl", "k Toggled"],
            Steps(GrabToggle.CtrlCtrl, ("k", LetterA, 1), ("k", LetterA, 0), ("k", LeftCtrl, 1), ("k", LeftCtrl, 2), ("k", RightCtrl, 1)));
    }

    [Fact]
    public void Keys_that_come_after_one_another_are_not() => Assert.DoesNotContain(
        "k Toggled", Steps(GrabToggle.CtrlCtrl, ("k", LeftCtrl, 1), ("k", LeftCtrl, 0), ("k", RightCtrl, 1)));

    [Fact]
    public void Keys_of_two_nodes_are_told_to_be_so() => Assert.Equal(
        ["a Alive", "a KeyDown left Ctrl", "b Alive", "b KeyDown right Ctrl", "b Split"], Steps(GrabToggle.CtrlCtrl, ("a", LeftCtrl, 1), ("b", RightCtrl, 1)));

    [Theory]
    [InlineData(LeftCtrl)]
    [InlineData(RightCtrl)]
    public void Either_ctrl_will_do_with_scroll_lock(int ctrl) => Assert.Contains("k Toggled", Steps(GrabToggle.CtrlScrollLock, ("k", ScrollLock, 1), ("k", (ushort)ctrl, 1)));

    [Fact]
    public void Each_toggle_has_words() => Assert.Equal(
        ["left Ctrl and right Ctrl", "left Alt and right Alt", "left Shift and right Shift", "left Meta and right Meta", "Scroll Lock", "left Ctrl or right Ctrl and Scroll Lock"],
        Enum.GetValues<GrabToggle>().Select(ToggleKeys.Words));

    [Fact]
    public void An_event_is_read_from_the_kernels_bytes()
    {
        var bytes = new byte[(2 * InputEvent.Size) + 5];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(16), Key);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(18), RightCtrl);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), 1);
        Assert.Equal([new InputEvent(Key, RightCtrl, 1), default], InputEvent.Parse(bytes));
    }

    [Fact]
    public void Any_bytes_are_whole_events() => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => InputEvent.Parse(bytes).Count() == bytes.Length / InputEvent.Size).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Fact]
    public async Task What_a_node_holds_is_told_until_it_is_gone()
    {
        using var machine = new ScratchMachine()
            .Bytes("/dev/input/event3", [.. Bytes(LeftCtrl), .. Bytes(RightCtrl)]).Link("/dev/input/by-id/usb-Keys-event-kbd", "../event3").File("/sys/class/input/event3/device/name", "Lab Keys\n");
        using var test = ToggleTest.Open(machine.Roots, ["/dev/input/by-id/usb-Keys-event-kbd"], GrabToggle.CtrlCtrl);
        Assert.Equal(("/dev/input/event3", "Lab Keys"), (test.Nodes[0].Node, test.Nodes[0].Name));

        var kinds = new List<ToggleStepKind>();
        await foreach (var step in test.RunAsync(TestContext.Current.CancellationToken).Take(5))
        {
            kinds.Add(step.Kind);
        }

        Assert.Equal([ToggleStepKind.Alive, ToggleStepKind.KeyDown, ToggleStepKind.KeyDown, ToggleStepKind.Toggled, ToggleStepKind.Gone], kinds);
    }

    [Theory]
    [InlineData("/dev/input/by-id/usb-Keys-event-kbd")]
    [InlineData("/dev/input/event3")]
    public void While_a_guest_has_a_stand_in_of_a_device_that_is_read(string named)
    {
        using var machine = new ScratchMachine()
            .Bytes("/dev/input/event3", []).Link("/dev/input/by-id/usb-Keys-event-kbd", "../event3").Bytes("/dev/input/event7", [])
            .Link("/dev/input/passthrough/win11/by-id/usb-Keys-event-kbd", "../../../event7");
        SessionStore.Write(machine.Roots, new SessionRecord(1, "win11", GuestRuntime.Qemu, [], ProcessIdentity.Read(HostRoots.Live, Environment.ProcessId)!, null)
        {
            Leases = [new InputProxyLease("win11", "/usr/bin/passthrough", ["/dev/input/by-id/usb-Keys-event-kbd"])],
        });
        using var test = ToggleTest.Open(machine.Roots, [named], GrabToggle.CtrlCtrl);
        Assert.Equal((named, "/dev/input/event7"), (test.Nodes[0].Path, test.Nodes[0].Node));
    }

    [Fact]
    public void A_device_that_is_unplugged_is_read_by_its_stand_in()
    {
        using var machine = new ScratchMachine().Bytes("/dev/input/event7", []).Link("/dev/input/passthrough/win11/by-id/usb-Keys-event-kbd", "../../../event7");
        SessionStore.Write(machine.Roots, new SessionRecord(1, "win11", GuestRuntime.Qemu, [], ProcessIdentity.Read(HostRoots.Live, Environment.ProcessId)!, null)
        {
            Leases = [new InputProxyLease("win11", "/usr/bin/passthrough", ["/dev/input/by-id/usb-Keys-event-kbd"])],
        });
        using var test = ToggleTest.Open(machine.Roots, ["/dev/input/by-id/usb-Keys-event-kbd"], GrabToggle.CtrlCtrl);
        Assert.Equal("/dev/input/event7", test.Nodes[0].Node);
    }

    [Fact]
    public void What_is_written_is_read_again() => Prop.ForAll<int[]>(numbers =>
    {
        InputEvent[] events = [.. (numbers ?? []).Select(number => new InputEvent((ushort)number, (ushort)(number >> 16), number))];
        return InputEvent.Parse(InputEvent.Bytes(events)).SequenceEqual(events);
    }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Fact]
    public void A_node_that_is_not_there_is_named()
    {
        using var machine = new ScratchMachine();
        Assert.Contains("/dev/input/event9", Assert.Throws<NotFoundException>(() => ToggleTest.Open(machine.Roots, ["/dev/input/event9"], GrabToggle.CtrlCtrl)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_only_guest_that_shares_a_keyboard_is_meant()
    {
        const string One = "guests:\n  - { name: a, input: { evdev: [ /dev/input/event1 ] } }\n  - { name: b }\n";
        Assert.Equal("a", ToggleTest.GuestOf(IntentParser.Parse("x", One), null).Name);
        Assert.Throws<NotFoundException>(() => ToggleTest.GuestOf(IntentParser.Parse("x", One), "b"));
        Assert.Throws<NotFoundException>(() => ToggleTest.GuestOf(IntentParser.Parse("x", One), "c"));
        Assert.Throws<NotFoundException>(() => ToggleTest.GuestOf(IntentParser.Parse("x", null), null));
        Assert.Throws<InvalidInputException>(() => ToggleTest.GuestOf(IntentParser.Parse("x", One + "  - { name: d, input: { evdev: [ /dev/input/event2 ] } }\n"), null));
    }

    private static byte[] Bytes(ushort code)
    {
        var bytes = new byte[InputEvent.Size];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(16), Key);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(18), code);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), 1);
        return bytes;
    }

    private static IEnumerable<string> Steps(GrabToggle toggle, params (string Path, ushort Code, int Value)[] events)
    {
        var judge = new ToggleJudge(toggle);
        return [.. events.SelectMany(one => judge.Take(one.Path, new InputEvent(Key, one.Code, one.Value))).Select(step => $"{step.Path} {step.Kind} {step.Key}".TrimEnd())];
    }
}
