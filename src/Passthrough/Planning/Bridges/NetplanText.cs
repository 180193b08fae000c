using System.Collections.Immutable;

namespace Passthrough.Planning.Bridges;

/// <summary>
/// A file of netplan, as far as it is plain: YAML (1.2) in which each key has a line of its own and what belongs to it stands further to the right. Anchors, texts of several lines, tabs and braces over several lines are not understood,
/// so that a file with these has no keys.
/// </summary>
internal sealed class NetplanText
{
    private readonly ImmutableArray<string> lines;

    private NetplanText(ImmutableArray<string> lines) => this.lines = lines;

    /// <summary>The file; null when it is not plain.</summary>
    /// <param name="text">All of it.</param>
    public static NetplanText? Parse(string text)
    {
        ImmutableArray<string> split = [.. text.Split('\n')];
        return split.Select((line, number) => IsPlain(line) || (number == 0 && line.TrimEnd() is "---")).All(plain => plain) ? new NetplanText(split) : null;
    }

    /// <summary>The keys directly below a key; null when these lines are no keys, or a key comes twice.</summary>
    /// <param name="parent">The key; null for the whole file.</param>
    public ImmutableArray<NetplanKey>? Below(NetplanKey? parent)
    {
        var (first, end) = parent is { } key ? (key.First + 1, key.End) : (0, lines.Length);
        ImmutableArray<int> content = [.. Enumerable.Range(first, end - first).Where(number => SaysSomething(number))];
        if (content.IsEmpty || parent is { Value.Length: > 0 })
        {
            return [];
        }

        var indent = Indent(content[0]);
        var keys = ImmutableArray.CreateBuilder<NetplanKey>();
        for (var at = 0; at < content.Length;)
        {
            if (Indent(content[at]) != indent || KeyOf(lines[content[at]]) is not var (name, value))
            {
                return null;
            }

            var next = at + 1;
            while (next < content.Length && (Indent(content[next]) > indent || (Indent(content[next]) == indent && IsItem(lines[content[next]]))))
            {
                next++;
            }

            // A value and lines below it would be a text of several lines.
            if (value.Length > 0 && next > at + 1)
            {
                return null;
            }

            keys.Add(new NetplanKey(name, value, indent, content[at], content[next - 1] + 1));
            at = next;
        }

        return keys.Select(found => found.Name).Distinct(StringComparer.Ordinal).Count() == keys.Count ? keys.ToImmutable() : null;
    }

    /// <summary>One key below another; null when it is not there.</summary>
    /// <param name="parent">The key above; null for the whole file.</param>
    /// <param name="name">Its name.</param>
    public NetplanKey? Find(NetplanKey? parent, string name) =>
        (Below(parent) ?? []).Where(key => string.Equals(key.Name, name, StringComparison.Ordinal)).Select(key => (NetplanKey?)key).FirstOrDefault();

    /// <summary>The lines of a key, moved so that the key has this many blanks before it; each with a line end.</summary>
    /// <param name="key">The key.</param>
    /// <param name="indent">The blanks.</param>
    public string Lines(NetplanKey key, int indent) =>
        string.Concat(Enumerable.Range(key.First, key.End - key.First).Where(SaysSomething).Select(number => $"{new string(' ', indent)}{lines[number][key.Indent..].TrimEnd()}\n"));

    /// <summary>The whole text without the lines of some keys that stand below one; where nothing is left below that, a line in their place.</summary>
    /// <param name="parent">The key above.</param>
    /// <param name="names">The keys that go.</param>
    /// <param name="otherwise">What is put in their place when no other key stays, without blanks before it.</param>
    public string Without(NetplanKey parent, IEnumerable<string> names, string otherwise)
    {
        var below = Below(parent) ?? [];
        ImmutableArray<NetplanKey> gone = [.. below.Where(key => names.Contains(key.Name, StringComparer.Ordinal))];
        var isEmptied = !gone.IsEmpty && gone.Length == below.Length;
        return string.Join('\n', lines.Select((line, number) => (Text: isEmptied && number == gone[0].First ? new string(' ', gone[0].Indent) + otherwise : line, Number: number))
            .Where(line => !gone.Any(key => line.Number >= key.First && line.Number < key.End && SaysSomething(line.Number)) || (isEmptied && line.Number == gone[0].First))
            .Select(line => line.Text));
    }

    private bool SaysSomething(int number) => lines[number].AsSpan().Trim() is not ("" or ['#', ..] or "---");

    private int Indent(int number) => lines[number].Length - lines[number].TrimStart(' ').Length;

    private static bool IsItem(string line) => line.AsSpan().TrimStart(' ') is "-" or ['-', ' ', ..];

    private static (string Name, string Value)? KeyOf(string line)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal) is >= 0 and var at ? at : line.TrimEnd().EndsWith(':') ? line.TrimEnd().Length - 1 : -1;
        if (colon < 0 || IsItem(line))
        {
            return null;
        }

        var name = line[..colon].Trim() switch
        {
            ['"', .. var inner, '"'] => inner,
            ['\'', .. var inner, '\''] => inner,
            var bare => bare,
        };
        var value = line[(colon + 1)..].Trim();
        return name.Length > 0 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.') ? (name, value is ['#', ..] ? "" : value) : null;
    }

    /// <summary>Comments, empty lines, and lines whose brackets and quotes are closed, with nothing that YAML treats specially at the beginning of a value.</summary>
    private static bool IsPlain(string line)
    {
        if (line.AsSpan().IndexOfAny('\t', '\r') >= 0)
        {
            return false;
        }

        var words = line.Trim();
        if (words is "" or ['#', ..])
        {
            return true;
        }

        var value = KeyOf(line) is var (_, found) ? found : words.TrimStart('-').TrimStart();
        return value is not ['&' or '*' or '!' or '|' or '>' or '@' or '`' or '%' or '?', ..] && words is not ("..." or "---")
            && words.AsSpan().Count('[') == words.AsSpan().Count(']') && words.AsSpan().Count('{') == words.AsSpan().Count('}')
            && int.IsEvenInteger(words.AsSpan().Count('"')) && int.IsEvenInteger(words.AsSpan().Count('\'')) && !words.Contains(": &", StringComparison.Ordinal) && !words.Contains(": *", StringComparison.Ordinal)
            && !words.Contains(": |", StringComparison.Ordinal) && !words.Contains(": >", StringComparison.Ordinal) && !words.Contains("<<", StringComparison.Ordinal);
    }
}
