using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Host.Usb;

/// <summary>Understands <c>/proc/bus/input/devices</c>: paragraphs of lines that begin with a letter (the kernel's <c>drivers/input/input.c</c>).</summary>
public static class InputDevices
{
    // Keys 1 (Esc) to 31 (S): what udev asks for before it calls a device a keyboard. Power buttons and volume wheels have keys too, but not these.
    private const ulong KeysOfKeyboard = 0xFFFFFFFE;

    /// <summary>All devices, in the order of the file.</summary>
    /// <param name="text">The file.</param>
    public static ImmutableArray<InputDevice> Parse(string text) =>
        [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(ParseOne).OfType<InputDevice>()];

    private static InputDevice? ParseOne(string paragraph)
    {
        ushort bus = 0;
        var name = "";
        string? path = null;
        ImmutableArray<string> handlers = [];
        var isKeyboard = false;
        foreach (var line in paragraph.Split('\n'))
        {
            if (After(line, "I: Bus=") is { Length: >= 4 } ids && ushort.TryParse(ids.AsSpan(0, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
            {
                bus = number;
            }
            else if (After(line, "N: Name=") is { } quoted)
            {
                name = quoted.Trim().Trim('"');
            }
            else if (After(line, "S: Sysfs=") is { } folder)
            {
                path = folder.Trim();
            }
            else if (After(line, "H: Handlers=") is { } words)
            {
                handlers = [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
            }
            else if (After(line, "B: KEY=") is { } keys)
            {
                isKeyboard = LowestWord(keys) is { } word && (word & KeysOfKeyboard) == KeysOfKeyboard;
            }
        }

        return path is null ? null : new InputDevice(bus, name, path, handlers, isKeyboard, handlers.Any(IsMouseHandler));
    }

    private static bool IsMouseHandler(string handler) =>
        handler.StartsWith("mouse", StringComparison.Ordinal) && int.TryParse(handler.AsSpan("mouse".Length), NumberStyles.None, CultureInfo.InvariantCulture, out _);

    // The words are machine words in hexadecimal, the highest first; the lowest 32 bits are the last word's on 32-bit kernels too.
    private static ulong? LowestWord(string bits) =>
        ulong.TryParse(bits.AsSpan(bits.AsSpan().TrimEnd().LastIndexOf(' ') + 1).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var word) ? word : null;

    private static string? After(string line, string start) => line.StartsWith(start, StringComparison.Ordinal) ? line[start.Length..] : null;
}
