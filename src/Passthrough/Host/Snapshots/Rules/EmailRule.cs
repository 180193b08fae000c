using System.Text.RegularExpressions;

namespace Passthrough.Host.Snapshots.Rules;

/// <summary>E-mail addresses; names of systemd's units look alike and stay.</summary>
internal static partial class EmailRule
{
    /// <summary>The text with <c>removed</c> where an address stood.</summary>
    public static string Replace(string text, Pseudonyms pseudonyms) => Address().Replace(text, match => pseudonyms.Taken(PersonalKind.EmailAddress, match.Value));

    [GeneratedRegex(@"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?!(?:service|slice|socket|mount|target|timer|path|device|scope)\b)[A-Za-z]{2,}", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex Address();
}
