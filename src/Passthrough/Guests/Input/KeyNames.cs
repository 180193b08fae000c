using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Guests.Input;

/// <summary>The keys that a hotkey can be made of, by the kernel's names in small letters without their <c>KEY_</c> (<c>linux/input-event-codes.h</c>).</summary>
public static class KeyNames
{
    private const ushort FirstLetterRow = 16;
    private const ushort SecondLetterRow = 30;
    private const ushort ThirdLetterRow = 44;
    private const ushort One = 2;
    private const ushort F1 = 59;
    private const ushort F13 = 183;

    // Those of which a person may hold either.
    private static readonly ImmutableDictionary<string, ImmutableArray<string>> Either = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal)
    {
        ["ctrl"] = ["leftctrl", "rightctrl"],
        ["shift"] = ["leftshift", "rightshift"],
        ["alt"] = ["leftalt", "rightalt"],
        ["meta"] = ["leftmeta", "rightmeta"],
    }.ToImmutableDictionary(StringComparer.Ordinal);

    private static readonly ImmutableDictionary<string, ushort> Codes =
        Row("qwertyuiop", FirstLetterRow)
            .Concat(Row("asdfghjkl", SecondLetterRow))
            .Concat(Row("zxcvbnm", ThirdLetterRow))
            .Concat(Row("1234567890", One))
            .Concat(Functions(1, 10, F1))
            .Concat(Functions(13, 24, F13))
            .Concat(new Dictionary<string, ushort>(StringComparer.Ordinal)
            {
                ["esc"] = 1, ["minus"] = 12, ["equal"] = 13, ["backspace"] = 14, ["tab"] = 15, ["leftbrace"] = 26, ["rightbrace"] = 27, ["enter"] = 28, ["leftctrl"] = 29,
                ["semicolon"] = 39, ["apostrophe"] = 40, ["grave"] = 41, ["leftshift"] = 42, ["backslash"] = 43, ["comma"] = 51, ["dot"] = 52, ["slash"] = 53, ["rightshift"] = 54,
                ["kpasterisk"] = 55, ["leftalt"] = 56, ["space"] = 57, ["capslock"] = 58, ["numlock"] = 69, ["scrolllock"] = 70,
                ["kp7"] = 71, ["kp8"] = 72, ["kp9"] = 73, ["kpminus"] = 74, ["kp4"] = 75, ["kp5"] = 76, ["kp6"] = 77, ["kpplus"] = 78, ["kp1"] = 79, ["kp2"] = 80, ["kp3"] = 81,
                ["kp0"] = 82, ["kpdot"] = 83, ["102nd"] = 86, ["f11"] = 87, ["f12"] = 88, ["kpenter"] = 96, ["rightctrl"] = 97, ["kpslash"] = 98, ["sysrq"] = 99, ["rightalt"] = 100,
                ["home"] = 102, ["up"] = 103, ["pageup"] = 104, ["left"] = 105, ["right"] = 106, ["end"] = 107, ["down"] = 108, ["pagedown"] = 109, ["insert"] = 110, ["delete"] = 111,
                ["mute"] = 113, ["volumedown"] = 114, ["volumeup"] = 115, ["pause"] = 119, ["leftmeta"] = 125, ["rightmeta"] = 126, ["compose"] = 127, ["menu"] = 139,
                ["nextsong"] = 163, ["playpause"] = 164, ["previoussong"] = 165,
            })
            .ToImmutableDictionary(StringComparer.Ordinal);

    private static readonly ImmutableHashSet<string> Silent = [.. new[] { "scrolllock", "pause", "sysrq", "compose", "menu" }, .. Functions(13, 24, F13).Select(key => key.Key)];

    /// <summary>All names.</summary>
    public static ImmutableArray<string> All { get; } = [.. Either.Keys.Concat(Codes.Keys).Order(StringComparer.Ordinal)];

    /// <summary>The keys of which one is meant by a name, with their codes.</summary>
    /// <param name="name">Such as <c>f12</c>, or <c>ctrl</c> for either of two.</param>
    /// <returns>Empty for a name of no key.</returns>
    public static ImmutableArray<(ushort Code, string Name)> Of(string name) =>
        Either.TryGetValue(name, out var names) ? [.. names.Select(one => (Codes[one], one))] : Codes.TryGetValue(name, out var code) ? [(code, name)] : [];

    /// <summary>True for a key that is pressed alone by nobody who types.</summary>
    /// <param name="name">Its name.</param>
    public static bool IsSilent(string name) => Silent.Contains(name);

    private static IEnumerable<KeyValuePair<string, ushort>> Row(string letters, ushort first) => letters.Select((letter, index) => KeyValuePair.Create(letter.ToString(), (ushort)(first + index)));

    private static IEnumerable<KeyValuePair<string, ushort>> Functions(int first, int last, ushort code) =>
        Enumerable.Range(first, last - first + 1).Select(number => KeyValuePair.Create($"f{number.ToString(CultureInfo.InvariantCulture)}", (ushort)(code + number - first)));
}
