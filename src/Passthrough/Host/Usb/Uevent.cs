using System.Collections.Immutable;
using System.Text;

namespace Passthrough.Host.Usb;

/// <summary>One message of the kernel about a device (see the kernel's <c>lib/kobject_uevent.c</c> and netlink(7)).</summary>
/// <param name="Action">What happened: <c>add</c>, <c>remove</c>, <c>bind</c>, <c>unbind</c>, <c>change</c>, <c>move</c>, <c>online</c>, <c>offline</c>.</param>
/// <param name="DevicePath">The device's folder below <c>/sys</c>, with a leading slash.</param>
/// <param name="Subsystem">Such as <c>usb</c>; empty when the message names none.</param>
/// <param name="DeviceType">Such as <c>usb_device</c>; null when the message names none.</param>
public sealed record Uevent(string Action, string DevicePath, string Subsystem, string? DeviceType)
{
    /// <summary>The device's name: the last part of its folder.</summary>
    public string Name => DevicePath[(DevicePath.LastIndexOf('/') + 1)..];

    /// <summary>Understands a message: <c>add@/devices/…</c>, then <c>KEY=VALUE</c>, each ended by a zero byte. Null for anything else, as messages of udev are.</summary>
    /// <param name="message">The bytes of one datagram.</param>
    public static Uevent? Parse(ReadOnlySpan<byte> message)
    {
        var fields = Encoding.UTF8.GetString(message).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        if (fields is not [var head, ..] || head.IndexOf("@/", StringComparison.Ordinal) is not (> 0 and var at))
        {
            return null;
        }

        var values = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var field in fields.Skip(1))
        {
            if (field.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
            {
                values[field[..equals]] = field[(equals + 1)..];
            }
        }

        return new Uevent(head[..at], head[(at + 1)..], values.GetValueOrDefault("SUBSYSTEM") ?? "", values.GetValueOrDefault("DEVTYPE"));
    }
}
