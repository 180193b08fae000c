using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Sessions.Input;
using Passthrough.Sessions.Input.Proxy;

namespace Passthrough.Tests.Sessions.Input.Proxy;

public class EventForwarderTests
{
    private const ushort LetterA = 30;
    private const ushort LetterB = 48;
    private const ushort LeftCtrl = 29;
    private const ushort Slot = 0x2f;
    private const ushort TrackingId = 0x39;

    private static readonly InputEvent Report = InputEvent.Report;
    private static readonly InputEvent Dropped = new(InputType.Synchronization, 3, 0);

    private static readonly InputCapabilities Keyboard = new(
        new InputIdentity(3, 1, 2, 3, "Keys"), [], ImmutableSortedDictionary.CreateRange(new Dictionary<ushort, ImmutableArray<ushort>> { [InputType.Key] = [LeftCtrl, LetterA, LetterB], [InputType.Miscellaneous] = [4], [InputType.Light] = [0], [InputType.Repeat] = [] }), [], (250, 33));

    private static readonly InputCapabilities Pad = Keyboard with
    {
        Codes = ImmutableSortedDictionary.CreateRange(new Dictionary<ushort, ImmutableArray<ushort>> { [InputType.Key] = [0x14a], [InputType.Absolute] = [0, Slot, TrackingId], [InputType.Switch] = [1, 5] }),
        Axes = [new InputAxis(0, 0, 0, 100, 0, 0, 0), new InputAxis(Slot, 0, 0, 1, 0, 0, 0), new InputAxis(TrackingId, 0, 0, 65535, 0, 0, 0)],
    };

    [Fact]
    public void What_is_pressed_and_let_go_is_told()
    {
        var forwarder = new EventForwarder(Keyboard, []);
        InputEvent[] typed = [new(InputType.Miscellaneous, 4, 0x70004), Key(LetterA, 1), Report, Key(LetterA, 0), Report];
        Assert.Equal(typed, forwarder.Take(typed).Events);
        Assert.Empty(forwarder.Lose());
    }

    [Fact]
    public void What_is_held_when_the_device_is_unplugged_is_let_go()
    {
        var forwarder = new EventForwarder(Keyboard, []);
        forwarder.Take([Key(LetterB, 1), Report, Key(LeftCtrl, 1), Report, Key(LetterB, 0), Report, Key(LetterA, 1), Report]);
        Assert.Equal([Key(LeftCtrl, 0), Key(LetterA, 0), Report], forwarder.Lose());
        Assert.Empty(forwarder.Lose());
    }

    [Fact]
    public void Repeats_are_the_kernels_own_where_it_repeats()
    {
        Assert.Equal([Key(LetterA, 1)], new EventForwarder(Keyboard, []).Take([Key(LetterA, 1), Key(LetterA, 2)]).Events);
        Assert.Equal([Key(LetterA, 1), Key(LetterA, 2)], new EventForwarder(Keyboard with { Codes = Keyboard.Codes.Remove(InputType.Repeat) }, []).Take([Key(LetterA, 1), Key(LetterA, 2)]).Events);
    }

    [Fact]
    public void What_programs_do_to_the_device_does_not_come_back() =>
        Assert.Equal([Report], new EventForwarder(Keyboard, []).Take([new(InputType.Light, 0, 1), new(InputType.Sound, 2, 1), new(InputType.Repeat, 0, 300), Report]).Events);

    [Fact]
    public void A_torn_packet_is_left_out_and_the_keys_are_asked_for()
    {
        var forwarder = new EventForwarder(Keyboard, []);
        forwarder.Take([Key(LetterA, 1), Report]);
        Assert.False(forwarder.Take([Dropped, Key(LetterB, 1)]).HasLost);
        var (events, hasLost) = forwarder.Take([Key(LeftCtrl, 1), Report, Key(LeftCtrl, 1)]);
        Assert.Equal([Key(LeftCtrl, 1)], events);
        Assert.True(hasLost);
        Assert.Equal([Key(LetterA, 0), Key(LetterB, 1), Report], forwarder.Resynchronize(new InputState([LeftCtrl, LetterB], [], [])));
        Assert.Equal([Key(LeftCtrl, 0), Key(LetterB, 0), Report], forwarder.Lose());
    }

    [Fact]
    public void Keys_that_an_earlier_run_has_left_down_are_let_go_when_they_are_up() =>
        Assert.Equal([Key(LetterA, 0), Report], new EventForwarder(Keyboard, [LetterA, LetterB]).Resynchronize(new InputState([LetterB], [], [])));

    [Fact]
    public void Fingers_are_lifted_and_positions_and_switches_are_told()
    {
        InputEvent[] lifted = [Axis(Slot, 0), Axis(TrackingId, -1), Axis(Slot, 1), Axis(TrackingId, -1)];
        Assert.Equal(
            [.. lifted, Axis(0, 42), new InputEvent(InputType.Switch, 1, 0), new InputEvent(InputType.Switch, 5, 1), Report],
            new EventForwarder(Pad, []).Resynchronize(new InputState([], [new InputAxis(0, 42, 0, 100, 0, 0, 0), new InputAxis(Slot, 1, 0, 1, 0, 0, 0)], [5])));
        Assert.Equal([.. lifted, Report], new EventForwarder(Pad, []).Lose());
    }

    [Fact]
    public void After_any_events_nothing_is_held_any_more() => Prop.ForAll(
        Gen.Elements(Key(LetterA, 1), Key(LetterA, 0), Key(LetterB, 1), Key(LetterB, 2), Key(LeftCtrl, 1), Report, Dropped).ArrayOf().ToArbitrary(),
        events =>
        {
            var forwarder = new EventForwarder(Keyboard, []);
            var told = forwarder.Take(events).Events.Concat(forwarder.Lose());
            var down = new HashSet<ushort>();
            foreach (var one in told.Where(one => one.IsKey))
            {
                _ = one.IsDown ? down.Add(one.Code) : down.Remove(one.Code);
            }

            return down.Count == 0;
        }).QuickCheckThrowOnFailure();

    private static InputEvent Key(ushort code, int value) => new(InputType.Key, code, value);

    private static InputEvent Axis(ushort code, int value) => new(InputType.Absolute, code, value);
}
