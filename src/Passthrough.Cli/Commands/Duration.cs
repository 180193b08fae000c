using System.CommandLine;
using System.Globalization;
using Passthrough.Failures;

namespace Passthrough.Cli.Commands;

/// <summary>Options that say how long.</summary>
internal static class Duration
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>An option.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What lasts so long.</param>
    public static Option<string?> Option(string name, string description) => new(name) { Description = description, HelpName = "TIME" };

    /// <summary>Reads <c>30s</c>, <c>5m</c> or <c>2h</c>.</summary>
    /// <returns>Null for any other text, for nothing and for more than a day.</returns>
    public static TimeSpan? Parse(string text)
    {
        var unit = text.Length > 0 ? text[^1] switch { 's' => TimeSpan.FromSeconds(1), 'm' => TimeSpan.FromMinutes(1), 'h' => TimeSpan.FromHours(1), _ => TimeSpan.Zero } : TimeSpan.Zero;
        return unit > TimeSpan.Zero && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 && count <= Longest / unit ? count * unit : null;
    }

    /// <summary>The time that an option says; null when it is not given.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="option">The option.</param>
    /// <exception cref="InvalidInputException">It says none.</exception>
    public static TimeSpan? Of(ParseResult arguments, Option<string?> option) =>
        arguments.GetValue(option) is not { } text ? null : Parse(text) ?? throw new InvalidInputException($"'{text}' is no time for {option.Name}", text, "write 30s, 5m or 2h; a day at most");
}
