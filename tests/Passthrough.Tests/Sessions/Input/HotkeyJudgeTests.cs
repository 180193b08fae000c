using FsCheck;
using FsCheck.Fluent;
using Passthrough.Guests.Input;
using Passthrough.Intent;
using Passthrough.Sessions.Input;

namespace Passthrough.Tests.Sessions.Input;

public class HotkeyJudgeTests
{
    private const ushort Key = 1;
    private const ushort LeftCtrl = 29;
    private const ushort RightCtrl = 97;
    private const ushort LeftAlt = 56;
    private const ushort F12 = 88;
    private const ushort LetterA = 30;

    private static readonly UsbProfile Both = Profile("both", Hotkey.Of(GrabToggle.CtrlCtrl));
    private static readonly UsbProfile Short = Profile("short", Keys("ctrl", "f12"));
    private static readonly UsbProfile Long = Profile("long", Keys("leftctrl", "leftalt", "f12"));

    [Fact]
    public void A_hotkey_counts_when_its_keys_are_up_again() => Assert.Equal(
        ["", "", "", "", "both"], Taken(("k", LeftCtrl, 1), ("k", LeftCtrl, 2), ("k", RightCtrl, 1), ("k", LeftCtrl, 0), ("k", RightCtrl, 0)));

    [Fact]
    public void It_counts_once_for_each_time_it_is_pressed() => Assert.Equal(2, Taken(
        ("k", LeftCtrl, 1), ("k", RightCtrl, 1), ("k", RightCtrl, 0), ("k", RightCtrl, 1), ("k", RightCtrl, 0), ("k", LeftCtrl, 0), ("k", RightCtrl, 1), ("k", LeftCtrl, 1), ("k", LeftCtrl, 0), ("k", RightCtrl, 0)).Count(name => name is "both"));

    [Fact]
    public void Keys_that_come_after_one_another_are_none() => Assert.DoesNotContain("both", Taken(("k", LeftCtrl, 1), ("k", LeftCtrl, 0), ("k", RightCtrl, 1), ("k", RightCtrl, 0)));

    [Fact]
    public void Keys_of_two_keyboards_are_one_hotkey() => Assert.Contains("both", Taken(("a", LeftCtrl, 1), ("b", RightCtrl, 1), ("a", LeftCtrl, 0), ("b", RightCtrl, 0)));

    [Fact]
    public void Of_two_hotkeys_the_longer_is_meant() => Assert.Equal(
        ["long"], Taken(("k", LeftCtrl, 1), ("k", LeftAlt, 1), ("k", F12, 1), ("k", F12, 0), ("k", LeftAlt, 0), ("k", LeftCtrl, 0)).Where(name => name.Length > 0));

    [Theory]
    [InlineData(LeftCtrl)]
    [InlineData(RightCtrl)]
    public void Either_side_will_do_where_no_side_is_said(int ctrl) => Assert.Equal("short", Taken(("k", (ushort)ctrl, 1), ("k", F12, 1), ("k", F12, 0), ("k", (ushort)ctrl, 0))[^1]);

    [Fact]
    public void What_else_is_typed_is_nothing() => Assert.All(Taken(("k", LetterA, 1), ("k", LetterA, 0), ("k", F12, 1), ("k", F12, 0)), name => Assert.Empty(name));

    [Fact]
    public void A_keyboard_that_is_pulled_out_presses_nothing()
    {
        var judge = Judge();
        Assert.Null(judge.Take("k", new InputEvent(Key, LeftCtrl, 1)));
        Assert.Null(judge.Take("k", new InputEvent(Key, RightCtrl, 1)));
        judge.Forget("k");
        Assert.Null(judge.Take("k", new InputEvent(Key, RightCtrl, 0)));
        Assert.Null(judge.Take("k", new InputEvent(Key, LeftCtrl, 1)));
        Assert.Null(judge.Take("k", new InputEvent(Key, LeftCtrl, 0)));
    }

    [Fact]
    public void Lost_events_leave_no_key_down()
    {
        var judge = Judge();
        judge.Take("k", new InputEvent(Key, LeftCtrl, 1));
        judge.Take("k", new InputEvent(0, 3, 0));
        judge.Take("k", new InputEvent(Key, RightCtrl, 1));
        Assert.Null(judge.Take("k", new InputEvent(Key, RightCtrl, 0)));
    }

    [Fact]
    public void Whatever_happens_a_hotkey_counts_only_with_all_its_keys_up()
    {
        ushort[] codes = [LeftCtrl, RightCtrl, LeftAlt, F12, LetterA];
        var events = Gen.Elements(codes).SelectMany(code => Gen.Choose(0, 2).Select(value => (code, value))).ListOf().Select(list => list.ToArray()).ToArbitrary();
        Prop.ForAll(events, pressed =>
        {
            var judge = Judge();
            var down = new HashSet<ushort>();
            foreach (var (code, value) in pressed)
            {
                _ = value == 0 ? down.Remove(code) : down.Add(code);
                Assert.DoesNotContain(down, held => judge.Take("k", new InputEvent(Key, code, value)) is { } profile && profile.Hotkey!.Has(held));
            }
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }

    private static HotkeyJudge Judge() => new([Both, Short, Long]);

    private static List<string> Taken(params (string Node, ushort Code, int Value)[] events)
    {
        var judge = Judge();
        return [.. events.Select(happened => judge.Take(happened.Node, new InputEvent(Key, happened.Code, happened.Value))?.Name ?? "")];
    }

    private static Hotkey Keys(params string[] names) => new([.. names.Select(KeyNames.Of)]);

    private static UsbProfile Profile(string name, Hotkey hotkey) => new(name, "win11", []) { Hotkey = hotkey };
}
