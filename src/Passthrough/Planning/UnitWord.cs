namespace Passthrough.Planning;

/// <summary>A word as systemd reads it in a unit (systemd.service(5), "Command lines").</summary>
internal static class UnitWord
{
    /// <summary>The word in double quotes, with systemd's own signs doubled or escaped.</summary>
    public static string Quoted(string word) =>
        $"\"{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("%", "%%", StringComparison.Ordinal).Replace("$", "$$", StringComparison.Ordinal)}\"";
}
