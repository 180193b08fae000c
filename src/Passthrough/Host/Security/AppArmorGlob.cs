using System.Collections.Immutable;

namespace Passthrough.Host.Security;

/// <summary>Patterns of paths in AppArmor's rules (apparmor.d(5), "Globbing"): <c>*</c>, <c>**</c>, <c>?</c>, <c>[...]</c>, <c>{a,b}</c>.</summary>
public static class AppArmorGlob
{
    private const string Special = "*?[]{}^";
    private const int MostLetters = 4096;

    /// <summary>A pattern that stands for one path and no other, to be written in double quotes.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Null when the path cannot be written for certain: it has double quotes, backslashes or control characters, for which versions of AppArmor's parser differ.</returns>
    public static string? Escape(string path) => path.Any(letter => letter is '"' or '\\' || char.IsControl(letter)) ? null
        : EscapedPath.Of(path, Special);

    /// <summary>Whether a pattern stands for a path.</summary>
    /// <param name="glob">The pattern, without the quotes around it.</param>
    /// <param name="path">The path.</param>
    /// <returns>False also for patterns that are not understood: with variables (<c>@{HOME}</c>), unbalanced brackets, or escaped letters and digits.</returns>
    public static bool Matches(string glob, string path)
    {
        var at = 0;
        return glob.Length <= MostLetters && Sequence(glob, ref at, depth: 0) is { } match && at == glob.Length && match(path, [0]).Contains(path.Length);
    }

    /// <summary>From where a part of a pattern may begin in a path to where it may end.</summary>
    private delegate ImmutableSortedSet<int> Match(string path, ImmutableSortedSet<int> starts);

    private static Match? Sequence(string glob, ref int at, int depth)
    {
        var parts = ImmutableArray.CreateBuilder<Match>();
        while (at < glob.Length && !(depth > 0 && glob[at] is ',' or '}'))
        {
            if (Part(glob, ref at, depth) is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }

        var all = parts.ToImmutable();
        return (path, starts) => all.Aggregate(starts, (ends, part) => ends.IsEmpty ? ends : part(path, ends));
    }

    private static Match? Part(string glob, ref int at, int depth)
    {
        var letter = glob[at++];
        switch (letter)
        {
            case '*' when at < glob.Length && glob[at] == '*':
                at++;
                return (path, starts) => Range(starts.Min, path.Length);
            case '*':
                return (path, starts) => [.. starts.SelectMany(start => Range(start, EndOfName(path, start)))];
            case '?':
                return One(found => found != '/');
            case '[':
                return Class(glob, ref at);
            case '{':
                return depth < 8 ? Alternatives(glob, ref at, depth + 1) : null;
            case '\\' when at < glob.Length && !char.IsAsciiLetterOrDigit(glob[at]):
                var escaped = glob[at++];
                return One(found => found == escaped);
            case '\\' or ']' or '}':
            case '@' when at < glob.Length && glob[at] == '{':
                return null;
            default:
                return One(found => found == letter);
        }
    }

    private static Match? Alternatives(string glob, ref int at, int depth)
    {
        var alternatives = ImmutableArray.CreateBuilder<Match>();
        while (true)
        {
            if (Sequence(glob, ref at, depth) is not { } alternative || at >= glob.Length)
            {
                return null;
            }

            alternatives.Add(alternative);
            if (glob[at++] == '}')
            {
                var all = alternatives.ToImmutable();
                return (path, starts) => [.. all.SelectMany(other => other(path, starts))];
            }
        }
    }

    private static Match? Class(string glob, ref int at)
    {
        var end = glob.IndexOf(']', at);
        var inside = end < 0 ? "" : glob[at..end];
        var isNegated = inside.StartsWith('^');
        var members = isNegated ? inside[1..] : inside;
        if (members.Length == 0 || members.AsSpan().ContainsAny('\\', '[', '/'))
        {
            return null;
        }

        at = end + 1;
        return One(found => found != '/' && IsMember(members, found) != isNegated);
    }

    private static bool IsMember(string members, char letter)
    {
        for (var index = 0; index < members.Length; index++)
        {
            if (index + 2 < members.Length && members[index + 1] == '-')
            {
                if (letter >= members[index] && letter <= members[index + 2])
                {
                    return true;
                }

                index += 2;
            }
            else if (members[index] == letter)
            {
                return true;
            }
        }

        return false;
    }

    private static Match One(Func<char, bool> isIt) => (path, starts) => [.. starts.Where(start => start < path.Length && isIt(path[start])).Select(start => start + 1)];

    private static int EndOfName(string path, int start) => path.IndexOf('/', start) is >= 0 and var slash ? slash : path.Length;

    private static ImmutableSortedSet<int> Range(int first, int last) => [.. Enumerable.Range(first, last - first + 1)];
}
