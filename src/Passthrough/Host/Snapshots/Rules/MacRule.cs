using System.Text.RegularExpressions;

namespace Passthrough.Host.Snapshots.Rules;

/// <summary>Hardware addresses: with colons or dashes, and in names of interfaces that are made of them (<c>enx001122334455</c>).</summary>
internal static partial class MacRule
{
    /// <summary>The text with made-up addresses; all zeros and the broadcast address stay.</summary>
    public static string Replace(string text, Pseudonyms pseudonyms) => Address().Replace(text, match => IsNobodys(match.Value) ? match.Value : pseudonyms.Mac(match.Value));

    /// <summary>True for text that is one address and nothing else.</summary>
    public static bool IsAddress(string text) => Address().Match(text) is { Success: true } match && match.Length == text.Length;

    private static bool IsNobodys(string address) => address.All(character => character is '0' or ':' or '-') || address.All(character => character is 'f' or 'F' or ':' or '-');

    [GeneratedRegex("(?<![0-9A-Fa-f:])[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5,19}(?![0-9A-Fa-f:])|(?<![0-9A-Za-z-])[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){5}(?![0-9A-Za-z-])|(?<=\\b(?:en|wl|ww)x)[0-9a-f]{12}\\b", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex Address();
}
