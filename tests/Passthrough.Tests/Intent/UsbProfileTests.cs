using Passthrough.Failures;
using Passthrough.Guests.Devices;
using Passthrough.Intent;
using Passthrough.Tests.Guests;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Intent;

public class UsbProfileTests
{
    private const string Where = "/etc/passthrough/passthrough.yaml";

    private const string Text =
        """
        # mine
        usb-profiles:
          - { name: desk, guest: win11, devices: [ "1-2", 046d:c52b@1-4.2 ] }
          - name: stick
            guest: other
            devices:
              - 0781:5583
        """;

    [Fact]
    public void Profiles_are_read()
    {
        var profiles = IntentParser.Parse(Where, Text).UsbProfiles;
        Assert.Equal(["desk win11 1-2 046d:c52b@1-4.2", "stick other 0781:5583"], profiles.Select(profile => $"{profile.Name} {profile.Guest} {string.Join(' ', profile.Devices)}"));
        Assert.Equal(new UsbName("046d:c52b", "1-4.2"), profiles[0].Devices[1]);
    }

    [Theory]
    [InlineData("ctrl-ctrl", "left Ctrl and right Ctrl")]
    [InlineData("scrolllock", "Scroll Lock")]
    [InlineData("pause", "pause")]
    [InlineData("[ f13 ]", "f13")]
    [InlineData("[ ctrl, alt, f12 ]", "leftctrl or rightctrl and leftalt or rightalt and f12")]
    public void A_hotkey_is_a_word_of_QEMUs_or_a_list_of_keys(string text, string words)
    {
        var profile = Assert.Single(IntentParser.Parse(Where, $"usb-profiles:\n  - {{ name: desk, guest: w, devices: [ \"1-2\" ], hotkey: {text}, last-input: yes }}").UsbProfiles);
        Assert.Equal((words, true), (profile.Hotkey!.Words, profile.TakesLastInput));
    }

    [Fact]
    public void A_guest_that_a_profile_names_knows_it()
    {
        var file = IntentParser.Parse(Where, $"{Text}\nguests:\n  - {{ name: win11 }}\n  - {{ name: alone }}\n");
        Assert.Equal([true, false], file.Guests.Select(guest => guest.IsInUsbProfile));
    }

    [Fact]
    public void A_guest_that_is_added_leaves_them_as_they_are()
    {
        var added = IntentEditor.Add(IntentParser.Parse(Where, Text), TestGuests.Described);
        Assert.Contains(Text, added, StringComparison.Ordinal);
        Assert.Equal(2, IntentParser.Parse(Where, added).UsbProfiles.Length);
    }

    [Theory]
    [InlineData("usb-profiles: desk", ":1: usb-profiles: must be a list")]
    [InlineData("usb-profiles:\n  - { name: desk, guest: w }", ":2: usb-profiles[0]: 'devices' is missing")]
    [InlineData("usb-profiles:\n  - { name: desk, guest: w, devices: [] }", ":2: usb-profiles[0].devices: must name a device")]
    [InlineData("usb-profiles:\n  - { name: desk, guest: w, devices: [ \"usb1\" ] }", ":2: usb-profiles[0].devices[0]: 'usb1' names no USB device")]
    [InlineData("usb-profiles:\n  - { name: desk, guest: w, devices: [ \"1-2\", \"1-2\" ] }", ":2: usb-profiles[0].devices[1]: '1-2' is there twice")]
    [InlineData("usb-profiles:\n  - { name: a, guest: w, devices: [ \"1-2\" ] }\n  - { name: a, guest: w, devices: [ \"1-3\" ] }", ":3: usb-profiles[1].name: 'a' is there twice")]
    [InlineData("usb-profiles:\n  - { name: a/b, guest: w, devices: [ \"1-2\" ] }", ":2: usb-profiles[0].name: 'a/b': a name has")]
    [InlineData("usb-profiles:\n  - { name: a, guest: w, devices: [ \"1-2\" ], hotkey: a }", ":2: usb-profiles[0].hotkey: 'a' alone would swap while somebody types")]
    [InlineData("usb-profiles:\n  - { name: a, guest: w, devices: [ \"1-2\" ], hotkey: [ lefctrl, f12 ] }", ":2: usb-profiles[0].hotkey[0]: 'lefctrl' is no key (did you mean 'leftctrl'?)")]
    [InlineData("usb-profiles:\n  - { name: a, guest: w, devices: [ \"1-2\" ], hotkey: [ ctrl, leftctrl ] }", ":2: usb-profiles[0].hotkey: a key is there twice")]
    [InlineData("usb-profiles:\n  - { name: a, guest: w, devices: [ \"1-2\" ], hotkey: [] }", ":2: usb-profiles[0].hotkey: must name a key")]
    [InlineData("usb-profiles:\n  - { name: a, guest: w, devices: [ \"1-2\" ], hotkey: pause }\n  - { name: b, guest: w, devices: [ \"1-3\" ], hotkey: [ pause ] }", ":3: usb-profiles[1].hotkey: these keys swap 'a' already")]
    [InlineData("usb-profiles:\n  - { name: a, guset: w, devices: [ \"1-2\" ] }", ":2: usb-profiles[0].guset: there is no such key (did you mean 'guest'?)")]
    public void What_is_wrong_is_told_with_file_line_and_key(string text, string words) =>
        Assert.Contains(Where + words, Assert.Throws<InvalidInputException>(() => IntentParser.Parse(Where, text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Rubbish_is_refused_and_never_breaks() => Rubbish.IsSwallowedBy(
        text => _ = Record.Exception(() => IntentParser.Parse(Where, "usb-profiles:\n" + text)) switch
        {
            null or InvalidInputException => true,
            var other => throw new InvalidOperationException(text, other),
        },
        "- ", "{ ", " }", "name: ", "guest: ", "devices: ", "[ ", " ]", "\"1-2\"", "a", "\n  ", ", ", "046d:c52b", "~", "hotkey: ", "pause", "ctrl-ctrl", "leftctrl", "last-input: ", "yes");
}
