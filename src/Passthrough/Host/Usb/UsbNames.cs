using System.Globalization;

namespace Passthrough.Host.Usb;

/// <summary>
/// The names by which the kernel calls USB devices: <c>usb1</c> is a root hub, <c>1-4</c> hangs on its port 4, <c>1-4.2</c> on port 2 of the hub there,
/// <c>1-4.2:1.0</c> is an interface of it; ports are <c>usb1-port4</c> and <c>1-4-port2</c>. See the kernel's <c>Documentation/driver-api/usb/usb.rst</c>.
/// </summary>
public static class UsbNames
{
    private const string RootHub = "usb";
    private const string PortWord = "-port";

    /// <summary>The bus number of a device or root hub; null when the text is no such name (an interface is none).</summary>
    /// <param name="device">Such as <c>1-4.2</c> or <c>usb1</c>.</param>
    public static int? BusOf(string device)
    {
        if (device.StartsWith(RootHub, StringComparison.Ordinal))
        {
            return Number(device.AsSpan(RootHub.Length));
        }

        var dash = device.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && Number(device.AsSpan(0, dash)) is { } bus && IsChain(device.AsSpan(dash + 1)) ? bus : null;
    }

    /// <summary>True for <c>usb1</c>.</summary>
    /// <param name="device">A device's name.</param>
    public static bool IsRootHub(string device) => device.StartsWith(RootHub, StringComparison.Ordinal) && BusOf(device) is not null;

    /// <summary>The device that an interface belongs to (<c>1-4.2:1.0</c> to <c>1-4.2</c>, <c>1-0:1.0</c> to <c>usb1</c>); null when the text is no interface.</summary>
    /// <param name="name">A name.</param>
    public static string? DeviceOfInterface(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !IsPair(name.AsSpan(colon + 1)))
        {
            return null;
        }

        var device = name[..colon];
        return device.EndsWith("-0", StringComparison.Ordinal) && Number(device.AsSpan(0, device.Length - 2)) is { } bus
            ? $"{RootHub}{bus}"
            : BusOf(device) is not null && !IsRootHub(device) ? device : null;
    }

    /// <summary>The hub that a device hangs on; null for a root hub and for other text.</summary>
    /// <param name="device">A device's name.</param>
    public static string? HubOf(string device) =>
        BusOf(device) is not { } bus || IsRootHub(device) ? null
        : device.LastIndexOf('.') is > 0 and var dot ? device[..dot]
        : $"{RootHub}{bus}";

    /// <summary>The port that a device is plugged into (<c>1-4.2</c> is in <c>1-4-port2</c>); null for a root hub and for other text.</summary>
    /// <param name="device">A device's name.</param>
    public static string? PortOf(string device) =>
        HubOf(device) is { } hub ? PortOf(hub, Number(device.AsSpan(device.LastIndexOfAny(['-', '.']) + 1))!.Value) : null;

    /// <summary>The name of a hub's port.</summary>
    /// <param name="hub">The hub's name.</param>
    /// <param name="number">The port's number, from 1.</param>
    public static string PortOf(string hub, int number) => $"{hub}{PortWord}{number}";

    /// <summary>The number in a port's name; null when the text is no port of this hub.</summary>
    /// <param name="hub">The hub's name.</param>
    /// <param name="port">Such as <c>usb1-port4</c>.</param>
    public static int? PortNumber(string hub, string port) =>
        port.Length > hub.Length + PortWord.Length && port.StartsWith(hub, StringComparison.Ordinal) && port.AsSpan(hub.Length).StartsWith(PortWord)
            ? Number(port.AsSpan(hub.Length + PortWord.Length))
            : null;

    /// <summary>The name of what is plugged into a hub's port.</summary>
    /// <param name="hub">The hub's name.</param>
    /// <param name="number">The port's number.</param>
    public static string DeviceIn(string hub, int number) => IsRootHub(hub) ? $"{hub[RootHub.Length..]}-{number}" : $"{hub}.{number}";

    /// <summary>Orders names by their numbers, so that <c>1-10</c> follows <c>1-9</c>.</summary>
    public static int Compare(string left, string right)
    {
        var order = Numbers(left).AsSpan().SequenceCompareTo(Numbers(right));
        return order != 0 ? order : string.CompareOrdinal(left, right);
    }

    private static int[] Numbers(string name) =>
        [.. name.Split(['-', '.', ':', 'u', 's', 'b', 'p', 'o', 'r', 't'], StringSplitOptions.RemoveEmptyEntries).Select(part => Number(part) ?? int.MaxValue)];

    private static bool IsChain(ReadOnlySpan<char> text)
    {
        foreach (var part in text.Split('.'))
        {
            if (Number(text[part]) is null or 0)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPair(ReadOnlySpan<char> text)
    {
        var dot = text.IndexOf('.');
        return dot > 0 && Number(text[..dot]) is not null && Number(text[(dot + 1)..]) is not null;
    }

    private static int? Number(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
