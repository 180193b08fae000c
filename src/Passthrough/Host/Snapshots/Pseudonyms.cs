using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Host.Snapshots;

/// <summary>
/// Made-up values for personal ones: of the same shape, and the same for the same original throughout one snapshot, so that files still agree with one another.
/// Numbered in the order in which the originals are met; nothing of an original is left in its made-up value but its length and punctuation.
/// </summary>
internal sealed class Pseudonyms
{
    private readonly Dictionary<(PersonalKind Kind, string Original), string> madeUp = [];
    private readonly Dictionary<PersonalKind, int> counts = [];

    /// <summary>How many different originals were met, by kind.</summary>
    public ImmutableArray<RemovedKind> Removed => [.. counts.OrderBy(pair => pair.Key).Select(pair => new RemovedKind(pair.Key, pair.Value))];

    /// <summary>Letters and digits become zeros, the last ones a number; everything between stays.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="original">The original; case does not matter.</param>
    public string SameShape(PersonalKind kind, string original) => For(kind, original.ToLowerInvariant(), number => Numbered(original, number));

    /// <summary>A made-up UUID, or the one without dashes that belongs to it.</summary>
    public string Uuid(string original)
    {
        var bare = original.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        var uuid = For(PersonalKind.Uuid, bare, number => $"00000000-0000-4000-8000-{number:x12}");
        return original.Contains('-', StringComparison.Ordinal) ? uuid : uuid.Replace("-", "", StringComparison.Ordinal);
    }

    /// <summary>A made-up hardware address from the range for own use (<c>02:...</c>), with the original's separators and length.</summary>
    public string Mac(string original)
    {
        var bare = string.Concat(original.Where(char.IsAsciiHexDigit)).ToLowerInvariant();
        var digits = For(PersonalKind.MacAddress, bare, number => "02" + number.ToString("x", CultureInfo.InvariantCulture).PadLeft(bare.Length - 2, '0'));
        var next = 0;
        return string.Concat(original.Select(character => char.IsAsciiHexDigit(character) ? digits[next++] : character));
    }

    /// <summary>A made-up IPv4 address from the ranges for documentation (RFC 5737) and, after those, for measurements (RFC 2544).</summary>
    public string IPv4(string original) => For(PersonalKind.IpAddress, original, number => number < 255
        ? $"192.0.2.{number}"
        : $"198.{18 + ((number >> 16) & 1)}.{(number >> 8) & 255}.{number & 255}");

    /// <summary>A made-up IPv6 address from the range for documentation (RFC 3849).</summary>
    public string IPv6(string original) => For(PersonalKind.IpAddress, original.ToLowerInvariant(), number => $"2001:db8::{number:x}");

    /// <summary>A word and a number, for names: <c>user1</c>.</summary>
    public string Word(PersonalKind kind, string original, string word) =>
        For(kind, original, number => word + number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A user's or group's number; those below 1000 and from 65534 on belong to the system and stay.</summary>
    public string Id(string original) =>
        long.TryParse(original, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id is >= 1000 and not (65534 or 65535 or uint.MaxValue)
            ? For(PersonalKind.UserId, original, number => (999 + number).ToString(CultureInfo.InvariantCulture))
            : original;

    /// <summary>The word that stands where something was taken out.</summary>
    public string Taken(PersonalKind kind, string original) => For(kind, original, _ => "removed");

    private string For(PersonalKind kind, string original, Func<int, string> make)
    {
        if (!madeUp.TryGetValue((kind, original), out var value))
        {
            var number = counts[kind] = counts.GetValueOrDefault(kind) + 1;
            value = madeUp[(kind, original)] = make(number);
        }

        return value;
    }

    private static string Numbered(string original, int number)
    {
        var characters = original.ToCharArray();
        for (var index = characters.Length - 1; index >= 0; index--)
        {
            // Bytes above ASCII are parts of letters here.
            if (char.IsAsciiLetterOrDigit(characters[index]) || characters[index] > '~')
            {
                characters[index] = (char)('0' + (number % 10));
                number /= 10;
            }
        }

        return new string(characters);
    }
}
