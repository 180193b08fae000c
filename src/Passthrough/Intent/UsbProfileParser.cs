using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Devices;

namespace Passthrough.Intent;

/// <summary>Reads the intent's <c>usb-profiles</c>.</summary>
internal static class UsbProfileParser
{
    /// <summary>Reads the list.</summary>
    /// <param name="list">The list.</param>
    /// <exception cref="InvalidInputException">It is none; the message names file, line and key.</exception>
    public static ImmutableArray<UsbProfile> Parse(IntentNode list)
    {
        var profiles = ImmutableArray.CreateBuilder<UsbProfile>();
        foreach (var node in list.Items())
        {
            var map = node.Map("name", "guest", "devices", "hotkey", "last-input");
            var name = Name(map.Need("name"));
            if (profiles.Any(profile => string.Equals(profile.Name, name, StringComparison.Ordinal)))
            {
                throw map.Need("name").Bad($"'{name}' is there twice");
            }

            var hotkey = map["hotkey"] is { } keys ? HotkeyParser.Parse(keys) : null;
            if (hotkey is not null && profiles.FirstOrDefault(profile => profile.Hotkey?.IsSameAs(hotkey) == true) is { } other)
            {
                throw map.Need("hotkey").Bad($"these keys swap '{other.Name}' already");
            }

            profiles.Add(new UsbProfile(name, Name(map.Need("guest")), Devices(map.Need("devices"))) { Hotkey = hotkey, TakesLastInput = map["last-input"]?.Flag() == true });
        }

        return profiles.ToImmutable();
    }

    private static string Name(IntentNode node) => GuestName.IsValid(node.Text()) ? node.Text() : throw node.Bad($"'{node.Text()}': {GuestName.Rule}");

    private static ImmutableArray<UsbName> Devices(IntentNode list)
    {
        var devices = ImmutableArray.CreateBuilder<UsbName>();
        foreach (var node in list.Items())
        {
            var device = UsbName.Parse(node.Text()) ?? throw node.Bad($"'{node.Text()}' names no USB device; known are {UsbName.Forms}");
            if (devices.Contains(device))
            {
                throw node.Bad($"'{device}' is there twice");
            }

            devices.Add(device);
        }

        return devices.Count > 0 ? devices.ToImmutable() : throw list.Bad("must name a device");
    }
}
