using System.Collections.Immutable;

namespace Passthrough.Host.Security;

/// <summary>A rule of AppArmor's about files (apparmor.d(5), "File Rules"), written with the path first.</summary>
/// <param name="Glob">The pattern of paths, without quotes.</param>
/// <param name="Permissions">The letters of what is allowed or denied.</param>
/// <param name="IsDenial">True for a rule that denies, which goes before all that allow.</param>
/// <param name="IsForOwner">True for a rule that holds only for a file's owner.</param>
public sealed record AppArmorFileRule(string Glob, string Permissions, bool IsDenial, bool IsForOwner)
{
    private static readonly ImmutableArray<string> Qualifiers = ["audit", "allow", "deny", "owner", "file"];

    /// <summary>The rules in a text. What is inside a profile of its own (<c>profile NAME {</c>) is another program's and is left out, as are rules of other forms and what other files bring.</summary>
    /// <param name="text">An abstraction, or what it includes; null when absent.</param>
    public static ImmutableArray<AppArmorFileRule> Parse(string? text)
    {
        var rules = ImmutableArray.CreateBuilder<AppArmorFileRule>();
        var depth = 0;
        foreach (var line in (text ?? "").Split('\n').Select(line => line.Trim()))
        {
            if (!line.StartsWith('#') && line.EndsWith('{'))
            {
                depth++;
            }
            else if (line is "}")
            {
                depth--;
            }
            else if (depth == 0 && RuleOf(line) is { } rule)
            {
                rules.Add(rule);
            }
        }

        return rules.ToImmutable();
    }

    /// <summary>True when these rules let everyone whom they are for read a file.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="path">The machine's own path, without links in it.</param>
    public static bool LetRead(ImmutableArray<AppArmorFileRule> rules, string path) =>
        rules.Any(rule => rule is { IsDenial: false, IsForOwner: false } && rule.IsAboutReading(path)) && !DenyReading(rules, path);

    /// <summary>True when one of these rules denies to read a file, which no other can then allow.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="path">The machine's own path, without links in it.</param>
    public static bool DenyReading(ImmutableArray<AppArmorFileRule> rules, string path) => rules.Any(rule => rule.IsDenial && rule.IsAboutReading(path));

    private bool IsAboutReading(string path) => Permissions.Contains('r', StringComparison.Ordinal) && AppArmorGlob.Matches(Glob, path);

    private static AppArmorFileRule? RuleOf(string line)
    {
        var rest = line;
        var found = new HashSet<string>(StringComparer.Ordinal);
        while (Qualifiers.FirstOrDefault(word => rest.StartsWith($"{word} ", StringComparison.Ordinal)) is { } qualifier)
        {
            found.Add(qualifier);
            rest = rest[qualifier.Length..].TrimStart();
        }

        var isQuoted = rest.StartsWith('"');
        var end = isQuoted ? rest.IndexOf('"', 1) : rest.AsSpan().IndexOfAny(' ', '\t');
        var glob = end < 0 ? "" : rest[(isQuoted ? 1 : 0)..end];
        var permissions = end < 0 ? "" : rest[(end + 1)..].TrimStart();
        var comma = permissions.IndexOf(',', StringComparison.Ordinal);
        return glob.StartsWith('/') && comma > 0 && permissions[..comma].TrimEnd().All(char.IsAsciiLetter)
            ? new AppArmorFileRule(glob, permissions[..comma].TrimEnd(), found.Contains("deny"), found.Contains("owner"))
            : null;
    }
}
