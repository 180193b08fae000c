using System.Text.RegularExpressions;

namespace Passthrough.Rehearsal.VirtualPc;

/// <summary>Makes a serial console readable: without the terminal's control sequences, blank lines, and systemd's moving stars but for the last.</summary>
public static partial class ConsoleText
{
    /// <summary>The last lines.</summary>
    /// <param name="console">The console's lines as they were sent.</param>
    /// <param name="lines">How many, at most.</param>
    public static string Tail(IEnumerable<string> console, int lines)
    {
        var readable = console.Select(line => Controls().Replace(line, "").TrimEnd()).Where(line => line.Length > 0).ToList();
        var lastStars = readable.FindLastIndex(IsStars);
        return string.Join('\n', readable.Where((line, index) => index == lastStars || !IsStars(line)).TakeLast(lines));
    }

    private static bool IsStars(string line) => Stars().IsMatch(line);

    // Escape sequences (ECMA-48), and single control characters; ESC M, which moves up a line, is sent with a line break after it.
    [GeneratedRegex(@"\x1b\[[0-?]*[ -/]*[@-~]|\x1b.?|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f]", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Controls();

    // '[ ***  ] (1 of 2) Job systemd-udevd.service/start running (9s / 1min 30s)': systemd shows what it waits for.
    [GeneratedRegex(@"^\[[ *]{6}\] ", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Stars();
}
