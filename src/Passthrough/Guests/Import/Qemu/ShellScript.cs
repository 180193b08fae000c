using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Passthrough.Failures;

namespace Passthrough.Guests.Import.Qemu;

/// <summary>
/// Reads a shell script as far as people write QEMU's command with it: words, quotes, continued lines, comments, variables and arrays that the script itself sets. It is
/// never run: what only running it would tell stays unknown and is marked as such. Every branch of a condition is read. Pure.
/// </summary>
internal sealed class ShellScript
{
    // They stand where a command begins and are none; what follows them is.
    private static readonly ImmutableHashSet<string> Keywords = ImmutableHashSet.Create(StringComparer.Ordinal, "if", "then", "else", "elif", "fi", "do", "done", "while", "until", "{", "}", "!", "export", "local", "readonly", "declare");

    private readonly string text;
    private readonly Dictionary<string, ShellVariable> variables = new(StringComparer.Ordinal);
    private readonly ImmutableArray<ShellCommand>.Builder commands = ImmutableArray.CreateBuilder<ShellCommand>();
    private readonly List<QemuWord> words = [];
    private readonly List<QemuWord> environment = [];
    private int position;
    private int line;

    private ShellScript(string text, int firstLine)
    {
        this.text = text;
        line = firstLine;
    }

    /// <summary>The commands, in their order.</summary>
    public ImmutableArray<ShellCommand> Commands { get; private set; }

    /// <summary>The variables as they are at the end.</summary>
    public IReadOnlyDictionary<string, ShellVariable> Variables => variables;

    /// <summary>Reads a script; every text is one.</summary>
    /// <param name="text">The script.</param>
    /// <param name="firstLine">The number of its first line.</param>
    public static ShellScript Parse(string text, int firstLine = 1)
    {
        var script = new ShellScript(text.Replace("\r\n", "\n", StringComparison.Ordinal), firstLine);
        script.Run();
        return script;
    }

    private string Where => "line " + line.ToString(CultureInfo.InvariantCulture);

    private char Current => position < text.Length ? text[position] : '\0';

    private char Next => position + 1 < text.Length ? text[position + 1] : '\0';

    private void Run()
    {
        while (position < text.Length)
        {
            switch (Current)
            {
                case '\n':
                    End();
                    Advance();
                    break;
                case ' ' or '\t' or '\r':
                    Advance();
                    break;
                case '\\' when Next == '\n':
                    Advance();
                    Advance();
                    break;
                case '#':
                    SkipLine();
                    break;
                case ';' or '|' or '&' or '(' or ')':
                    End();
                    Advance();
                    break;
                case '<' or '>':
                    Redirection();
                    break;
                default:
                    Word();
                    break;
            }
        }

        End();
        Commands = commands.ToImmutable();
    }

    private void End()
    {
        if (words.Count > 0)
        {
            commands.Add(new ShellCommand([.. environment], [.. words]));
        }
        else
        {
            foreach (var assignment in environment)
            {
                // Nothing follows: it was an assignment of the script's own.
                var equals = assignment.Text.IndexOf('=', StringComparison.Ordinal);
                variables[assignment.Text[..equals]] = new ShellVariable([assignment with { Text = assignment.Text[(equals + 1)..] }], assignment.Where);
            }
        }

        words.Clear();
        environment.Clear();
    }

    private void Advance()
    {
        if (Current == '\n')
        {
            line++;
        }

        position++;
    }

    private void SkipLine()
    {
        while (position < text.Length && Current != '\n')
        {
            position++;
        }
    }

    // The file that is written or read is not the command's.
    private void Redirection()
    {
        while (Current is '<' or '>' or '&' or ' ' or '\t')
        {
            position++;
        }

        Pieces();
    }

    private void Word()
    {
        if (words.Count == 0 && AssignedName() is { } name)
        {
            Assign(name);
            return;
        }

        var pieces = Pieces();
        if (words.Count == 0 && pieces is [{ Unknown: null } only] && Keywords.Contains(only.Text))
        {
            return;
        }

        words.AddRange(pieces);
    }

    // NAME=, NAME+= at this place.
    private string? AssignedName()
    {
        var end = position;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }

        var isName = end > position && !char.IsAsciiDigit(text[position]);
        var isAssignment = end < text.Length && (text[end] == '=' || (text[end] == '+' && end + 1 < text.Length && text[end + 1] == '='));
        return isName && isAssignment ? text[position..end] : null;
    }

    private void Assign(string name)
    {
        var where = Where;
        position += name.Length;
        var isMore = Current == '+';
        position += isMore ? 2 : 1;
        var before = isMore && variables.TryGetValue(name, out var old) ? old.Words : [];
        if (Current == '(')
        {
            position++;
            variables[name] = new ShellVariable([.. before, .. Array()], where);
            return;
        }

        var value = Joined(position >= text.Length || IsWordEnd(Current) ? [] : Pieces(isSplit: false), where);
        if (isMore)
        {
            variables[name] = new ShellVariable([value with { Text = before.LastOrDefault()?.Text + value.Text, Unknown = before.LastOrDefault()?.Unknown ?? value.Unknown }], where);
            return;
        }

        environment.Add(value with { Text = $"{name}={value.Text}" });
    }

    private List<QemuWord> Array()
    {
        List<QemuWord> items = [];
        while (position < text.Length && Current != ')')
        {
            if (Current is ' ' or '\t' or '\n' or '\r' || (Current == '\\' && Next == '\n'))
            {
                if (Current == '\\')
                {
                    position++;
                }

                Advance();
            }
            else if (Current == '#')
            {
                SkipLine();
            }
            else
            {
                var before = position;
                items.AddRange(Pieces());
                if (position == before)
                {
                    // A sign that ends words and stands in no list.
                    Advance();
                }
            }
        }

        Advance();
        return items;
    }

    private static QemuWord Joined(List<QemuWord> pieces, string where) =>
        new(string.Join(' ', pieces.Select(piece => piece.Text)), where, pieces.Select(piece => piece.Unknown).FirstOrDefault(unknown => unknown is not null));

    private static bool IsWordEnd(char letter) => letter is ' ' or '\t' or '\n' or '\r' or ';' or '|' or '&' or '<' or '>' or '(' or ')';

    // The words that one word of the script becomes: an array or an unquoted variable may be several.
    private List<QemuWord> Pieces(bool isSplit = true)
    {
        var builder = new WordBuilder(Where);
        while (position < text.Length && !IsWordEnd(Current))
        {
            switch (Current)
            {
                case '\'':
                    SingleQuoted(builder);
                    break;
                case '"':
                    DoubleQuoted(builder);
                    break;
                case '\\' when Next == '\n':
                    Advance();
                    Advance();
                    break;
                case '\\':
                    position++;
                    builder.Add(Current == '\0' ? "" : Current.ToString());
                    Advance();
                    break;
                case '$':
                    Dollar(builder, isSplit);
                    break;
                case '`':
                    Unknown(builder, '`', "`");
                    break;
                default:
                    builder.Add(Current.ToString());
                    position++;
                    break;
            }
        }

        return builder.Words();
    }

    private void SingleQuoted(WordBuilder builder)
    {
        position++;
        var start = position;
        while (position < text.Length && Current != '\'')
        {
            Advance();
        }

        builder.Add(text[start..position], isQuoted: true);
        position++;
    }

    private void DoubleQuoted(WordBuilder builder)
    {
        position++;
        builder.Add("", isQuoted: true);
        while (position < text.Length && Current != '"')
        {
            switch (Current)
            {
                case '\\' when Next is '"' or '\\' or '$' or '`':
                    builder.Add(Next.ToString());
                    position += 2;
                    break;
                case '\\' when Next == '\n':
                    Advance();
                    Advance();
                    break;
                case '$':
                    Dollar(builder, isSplit: false);
                    break;
                case '`':
                    Unknown(builder, '`', "`");
                    break;
                default:
                    builder.Add(Current.ToString());
                    Advance();
                    break;
            }
        }

        position++;
    }

    private void Dollar(WordBuilder builder, bool isSplit)
    {
        if (Next == '(')
        {
            position++;
            Unknown(builder, ')', "$(");
        }
        else if (Next == '{')
        {
            Braced(builder, isSplit);
        }
        else if (char.IsAsciiLetterOrDigit(Next) || Next == '_')
        {
            var end = position + 1;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
            {
                end++;
            }

            Expand(builder, text[(position + 1)..end], text[position..end], isSplit, isList: false);
            position = end;
        }
        else if (Next is '@' or '*' or '#' or '?' or '$' or '!')
        {
            builder.Unknown(text.Substring(position, 2));
            position += 2;
        }
        else
        {
            builder.Add("$");
            position++;
        }
    }

    private void Braced(WordBuilder builder, bool isSplit)
    {
        var end = text.IndexOf('}', position);
        if (end < 0)
        {
            builder.Unknown("${");
            position += 2;
            return;
        }

        var inside = text[(position + 2)..end];
        var written = text[position..(end + 1)];
        line += written.Count(letter => letter == '\n');
        position = end + 1;
        var name = string.Concat(inside.TakeWhile(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'));
        switch (inside[name.Length..])
        {
            case "":
                Expand(builder, name, written, isSplit, isList: false);
                break;
            case "[@]" or "[*]":
                Expand(builder, name, written, isSplit, isList: true);
                break;
            case [':', '-' or '=', .. var fallback] when !fallback.AsSpan().ContainsAny('$', '`'):
                if (variables.ContainsKey(name))
                {
                    Expand(builder, name, written, isSplit, isList: false);
                }
                else
                {
                    builder.Add(fallback.Trim('"'));
                }

                break;
            default:
                builder.Unknown(written);
                break;
        }
    }

    private void Expand(WordBuilder builder, string name, string written, bool isSplit, bool isList)
    {
        if (!variables.TryGetValue(name, out var variable))
        {
            builder.Unknown(written);
        }
        else if (isList)
        {
            builder.AddList(variable.Words);
        }
        else if (variable.Words is [var first, ..])
        {
            builder.Add(first, isSplit);
        }
    }

    private void Unknown(WordBuilder builder, char end, string begin)
    {
        var start = position;
        position++;
        var depth = 1;
        while (position < text.Length && depth > 0)
        {
            depth += Current == end ? -1 : end == ')' && Current == '(' ? 1 : 0;
            Advance();
        }

        builder.Unknown(begin + text[Math.Min(start + 1, position)..position]);
    }

    // Puts the words together that one word of the script becomes.
    private sealed class WordBuilder(string where)
    {
        private const int LongestWord = 1 << 20;
        private const int MostWords = 1 << 16;

        private readonly List<QemuWord> done = [];
        private readonly StringBuilder current = new();
        private string? unknown;
        private bool isBegun;

        public void Add(string letters, bool isQuoted = false)
        {
            if (current.Length + letters.Length > LongestWord || done.Count > MostWords)
            {
                throw new InvalidInputException($"{where}: variables grow without end", where);
            }

            current.Append(letters);
            isBegun |= isQuoted || letters.Length > 0;
        }

        public void Unknown(string written)
        {
            Add(written);
            unknown ??= written;
        }

        public void Add(QemuWord word, bool isSplit)
        {
            var parts = isSplit ? word.Text.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries) : [word.Text];
            for (var index = 0; index < parts.Length; index++)
            {
                if (index > 0)
                {
                    Cut();
                }

                Add(parts[index]);
                unknown ??= word.Unknown;
            }
        }

        public void AddList(ImmutableArray<QemuWord> words)
        {
            for (var index = 0; index < words.Length; index++)
            {
                if (index > 0)
                {
                    Cut();
                }

                Add(words[index].Text, isQuoted: true);
                unknown ??= words[index].Unknown;
            }

            isBegun = isBegun && (words.Length > 0 || current.Length > 0);
        }

        public List<QemuWord> Words()
        {
            Cut();
            return done;
        }

        private void Cut()
        {
            if (isBegun)
            {
                done.Add(new QemuWord(current.ToString(), where, unknown));
            }

            current.Clear();
            unknown = null;
            isBegun = false;
        }
    }
}
