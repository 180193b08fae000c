using System.Collections.Immutable;

namespace Passthrough.Host.Security;

/// <summary>A label of SELinux that the administrator chose for files (<c>semanage fcontext -a</c>, semanage-fcontext(8)); it goes before the distribution's own, and is given to a file when it is made or restored.</summary>
/// <param name="Pattern">The regular expression of file_contexts(5) that paths have to match, as written.</param>
/// <param name="Type">The type in the label.</param>
public sealed record LocalFileContext(string Pattern, string Type)
{
    private const int TypeIndex = 2;
    private const string Special = @".^$*+?()[]{}|\";

    /// <summary>The pattern that stands for one path and no other.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Null when it cannot be written: semanage(8) takes no blanks.</returns>
    public static string? PatternOf(string path) => path.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter)) ? null
        : EscapedPath.Of(path, Special);

    /// <summary>Reads <c>/etc/selinux/POLICY/contexts/files/file_contexts.local</c>: pattern, perhaps a kind of file, label.</summary>
    /// <param name="text">The file; null when absent.</param>
    /// <returns>In the file's order, without lines that name no type.</returns>
    public static ImmutableArray<LocalFileContext> Parse(string? text) =>
    [
        .. (text ?? "").Split('\n')
            .Where(line => !line.TrimStart().StartsWith('#'))
            .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length is 2 or 3)
            .Select(words => (Pattern: words[0], Label: words[^1].Split(':')))
            .Where(pair => pair.Label.Length > TypeIndex)
            .Select(pair => new LocalFileContext(pair.Pattern, pair.Label[TypeIndex])),
    ];
}
