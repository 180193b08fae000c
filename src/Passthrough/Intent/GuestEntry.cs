using System.Collections.Immutable;
using Passthrough.Guests.Description;

namespace Passthrough.Intent;

/// <summary>One guest and where it stands in the file.</summary>
/// <param name="Guest">The guest.</param>
/// <param name="FirstLine">The line of its dash, from 0.</param>
/// <param name="LastLine">The last line that belongs to it, from 0.</param>
/// <param name="Indent">The blanks before its dash; null when it is not written with a dash of its own line (flow style), so that it cannot be edited as lines.</param>
public sealed record GuestEntry(GuestDescription Guest, int FirstLine, int LastLine, int? Indent)
{
    /// <summary>The line of each of its keys, from 1; the guest itself has the empty key.</summary>
    public ImmutableDictionary<string, int> Lines { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>The line of a key, or of the closest one around it that is written.</summary>
    /// <param name="key">Such as <c>disks[1].cache</c>.</param>
    public int LineOf(string key)
    {
        while (key.Length > 0 && !Lines.ContainsKey(key))
        {
            key = key[..Math.Max(0, key.AsSpan().LastIndexOfAny('.', '['))];
        }

        return Lines.GetValueOrDefault(key, FirstLine + 1);
    }

    /// <summary>Where a key is said, for a message: file, line and key.</summary>
    /// <param name="file">The intent that this guest stands in.</param>
    /// <param name="key">Such as <c>disks[1].cache</c>.</param>
    public string PlaceOf(IntentFile file, string key) => $"{file.Path}:{LineOf(key)}: {key}";
}
