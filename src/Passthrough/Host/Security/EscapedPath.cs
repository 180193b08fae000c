namespace Passthrough.Host.Security;

/// <summary>Paths in languages of patterns, in which a backslash takes a letter's meaning away.</summary>
internal static class EscapedPath
{
    /// <summary>The path as a pattern that stands for nothing else.</summary>
    /// <param name="path">The path.</param>
    /// <param name="special">The letters that mean something in the language.</param>
    public static string Of(string path, string special) => string.Concat(path.Select(letter => special.Contains(letter, StringComparison.Ordinal) ? $"\\{letter}" : letter.ToString()));
}
