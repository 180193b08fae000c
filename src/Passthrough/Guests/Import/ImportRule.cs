using System.Collections.Immutable;

namespace Passthrough.Guests.Import;

/// <summary>What is known of a place in a source.</summary>
/// <param name="Path">The place: names between slashes, <c>@</c> before the name of a value; <c>*</c> stands for one name and <c>**</c> at the end for all below.</param>
/// <param name="Values">The values that it is about, between bars; null for any.</param>
/// <param name="Why">What is known.</param>
public sealed record ImportRule(string Path, string? Values, string Why)
{
    /// <summary>What every guest has of serial ports.</summary>
    internal const string OneSerialPort = "every guest has one serial port with a console (passthrough guest console), which can also be written to a file (serial-log)";

    /// <summary>What is known of a place; null for nothing.</summary>
    /// <param name="rules">The rules; the first that fits counts.</param>
    /// <param name="path">The place.</param>
    /// <param name="value">The value there.</param>
    public static string? Find(ImmutableArray<ImportRule> rules, string path, string value) => rules.FirstOrDefault(rule => rule.Fits(path, value))?.Why;

    /// <summary>The same of a place with all that is in it, whatever its values are.</summary>
    public static string? FindWhole(ImmutableArray<ImportRule> rules, string path) => rules.FirstOrDefault(rule => rule.Values is null && rule.IsAbout(path))?.Why;

    private bool Fits(string path, string value) => IsAbout(path) && (Values is null || Values.Split('|').Contains(value, StringComparer.OrdinalIgnoreCase));

    private bool IsAbout(string path)
    {
        var wanted = Path.Split('/');
        var given = path.Split('/');
        if (wanted[^1] is "**")
        {
            return given.Length >= wanted.Length - 1 && AreSame(wanted[..^1], given[..(wanted.Length - 1)]);
        }

        return given.Length == wanted.Length && AreSame(wanted, given);
    }

    private static bool AreSame(string[] wanted, string[] given) => wanted.Zip(given).All(pair => pair.First is "*" || string.Equals(pair.First, pair.Second, StringComparison.Ordinal));
}
