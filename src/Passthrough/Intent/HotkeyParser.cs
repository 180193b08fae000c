using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Input;

namespace Passthrough.Intent;

/// <summary>Reads a hotkey of the intent.</summary>
internal static class HotkeyParser
{
    private const int MostKeys = 6;

    /// <summary>Reads a word of QEMU's for its toggle, the name of one key, or a list of names.</summary>
    /// <param name="node">The value.</param>
    /// <exception cref="InvalidInputException">It is none; the message names file, line and key.</exception>
    public static Hotkey Parse(IntentNode node)
    {
        if (node.IsScalar && EnumWord.Parse<GrabToggle>(node.Text()) is { } toggle)
        {
            return Hotkey.Of(toggle);
        }

        ImmutableArray<IntentNode> names = node.IsScalar ? [node] : [.. node.Items()];
        var groups = names.Select(name => Key(name, node.IsScalar)).ToImmutableArray();
        return groups.Length switch
        {
            0 => throw node.Bad("must name a key"),
            1 when !KeyNames.IsSilent(names[0].Text()) => throw node.Bad($"'{names[0].Text()}' alone would swap while somebody types", "name several keys, such as [ leftctrl, leftalt, f12 ], or one that types nothing, such as scrolllock, pause or f13"),
            > MostKeys => throw node.Bad($"more than {MostKeys} keys are pressed by nobody"),
            _ when groups.Select((group, index) => groups.Take(index).Any(other => other.Intersect(group).Any())).Contains(true) => throw node.Bad("a key is there twice"),
            _ => new Hotkey(groups),
        };
    }

    private static ImmutableArray<(ushort Code, string Name)> Key(IntentNode node, bool isWord)
    {
        var keys = KeyNames.Of(node.Text());
        IEnumerable<string> known = isWord ? [.. EnumWord.All<GrabToggle>(), .. KeyNames.All] : KeyNames.All;
        return !keys.IsEmpty
            ? keys
            : throw node.Bad(
                $"'{node.Text()}' is no key{(NearestWord.Of(known, node.Text()) is { } near ? $" (did you mean '{near}'?)" : "")}",
                $"known are {string.Join(", ", EnumWord.All<GrabToggle>())}, and lists of the kernel's names in small letters without KEY_, with ctrl, shift, alt and meta for either side");
    }
}
