using FsCheck;
using FsCheck.Fluent;
using Passthrough.Failures;
using Passthrough.Guests.Description;
using Passthrough.Guests.Input;

namespace Passthrough.Tests.Guests.Input;

public class EvdevProxyTests
{
    private const string Keyboard = "/dev/input/by-id/usb-Maker_Keyboard-event-kbd";

    [Fact]
    public void A_stand_in_says_whose_it_is_and_of_what()
    {
        Assert.Equal("/dev/input/passthrough/win11/by-id/usb-Maker_Keyboard-event-kbd", EvdevProxy.PathOf("win11", Keyboard));
        Assert.Equal("input/passthrough/win11/by-id/usb-Maker_Keyboard-event-kbd", EvdevProxy.LinkOf("win11", Keyboard));
        Assert.Equal("passthrough/win11/by-id/usb-Maker_Keyboard-event-kbd", EvdevProxy.PhysicalPathOf("win11", Keyboard));
    }

    [Theory]
    [InlineData(Keyboard, true)]
    [InlineData("/dev/input/by-path/pci-0000:00:14.0-usb-0:2:1.0-event-kbd", true)]
    [InlineData("/dev/input/my-keyboard", true)]
    [InlineData("/dev/input/event3", false)]
    [InlineData("/dev/input/event", false)]
    [InlineData("/dev/input/", false)]
    [InlineData("/dev/input/by-id/../event3", false)]
    [InlineData("/dev/input/by-id//a", false)]
    [InlineData("/dev/input/by-id/a*", false)]
    [InlineData("/dev/input/by-id/a\"", false)]
    [InlineData("/dev/input/by-id/ä", false)]
    [InlineData("/dev/input/passthrough/win11/by-id/a", false)]
    [InlineData("/dev/hidraw0", false)]
    public void Only_a_name_that_stays_can_have_one(string path, bool fits) => Assert.Equal(fits, EvdevProxy.Fits(path));

    [Fact]
    public void The_device_is_told_by_its_stand_in()
    {
        Assert.Equal(Keyboard, EvdevProxy.OriginalOf(EvdevProxy.PathOf("win11", Keyboard)));
        Assert.Null(EvdevProxy.OriginalOf(Keyboard));
        Assert.Null(EvdevProxy.OriginalOf("/dev/input/passthrough/win11"));
        Assert.Null(EvdevProxy.OriginalOf("/dev/input/passthrough/win11/event3"));
    }

    [Fact]
    public void Whatever_fits_comes_back() => Prop.ForAll(
        Gen.Elements("/dev/input/", "by-id/", "event", "a", "3", "-", "/", "..", "passthrough/", "\"", "*", "x:1.0").ArrayOf().Select(string.Concat).ToArbitrary(),
        path => !EvdevProxy.Fits(path) || EvdevProxy.OriginalOf(EvdevProxy.PathOf("g", path)) == path).QuickCheckThrowOnFailure();

    [Fact]
    public void A_number_that_is_given_anew_at_each_plugging_in_is_refused()
    {
        var exception = Assert.Throws<InvalidInputException>(() => TestGuests.Design(With("/dev/input/event3", isPersistent: true)));
        Assert.Contains("input.evdev: /dev/input/event3", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_off_unless_it_is_asked_for_and_explained()
    {
        var choice = Assert.Single(TestGuests.Design(With(Keyboard, isPersistent: null)).Choices, choice => choice.Key is "input.persistent");
        Assert.Equal(("off", false), (choice.Value, choice.IsGiven));
        Assert.Contains("unplugged", choice.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(TestGuests.Design(TestGuests.Described).Choices, other => other.Key is "input.persistent");
    }

    [Fact]
    public void Qemu_opens_the_stand_in_when_there_is_one()
    {
        var guest = TestGuests.Design(With(Keyboard, isPersistent: true)).Guest;
        Assert.Equal(EvdevProxy.PathOf("win11", Keyboard), EvdevProxy.OpenedPath(guest, guest.Input.Evdev[0]));
        var direct = TestGuests.Design(With(Keyboard, isPersistent: false)).Guest;
        Assert.Equal(Keyboard, EvdevProxy.OpenedPath(direct, direct.Input.Evdev[0]));
    }

    private static GuestDescription With(string path, bool? isPersistent) => TestGuests.Described with { Input = new InputDescription { Evdev = [new EvdevInput(path, IsKeyboard: true)], IsPersistent = isPersistent } };
}
