namespace Passthrough.Changes.KernelCommandLine;

/// <summary>How a text ends its lines: an edit adds lines that end as the others do.</summary>
internal static class LineEnd
{
    private const string Windows = "\r\n";
    private const string Unix = "\n";

    /// <summary>What ends a line of the text.</summary>
    /// <param name="text">Any text.</param>
    public static string Of(string text) => text.Contains(Windows, StringComparison.Ordinal) ? Windows : Unix;

    /// <summary>The text without the end of its last line; the same where that has none.</summary>
    /// <param name="text">Any text.</param>
    public static string TakenOff(string text) =>
        text.EndsWith(Windows, StringComparison.Ordinal) ? text[..^Windows.Length] : text.EndsWith(Unix, StringComparison.Ordinal) ? text[..^Unix.Length] : text;
}
