using System.Collections.Immutable;

namespace Passthrough.Changes.KernelCommandLine;

/// <summary>
/// Finds the assignments of one variable in a POSIX shell file such as <c>/etc/default/grub</c>. It reads the shell's words and quotes, not its meaning:
/// what it cannot follow makes an assignment uncertain, never wrong.
/// </summary>
internal sealed class ShellFile
{
    private readonly string text;
    private readonly string variable;
    private readonly ImmutableArray<ShellAssignment>.Builder found = ImmutableArray.CreateBuilder<ShellAssignment>();
    private int position;
    private int depth;
    private bool isLost;

    private ShellFile(string text, string variable)
    {
        this.text = text;
        this.variable = variable;
    }

    /// <summary>Reads all assignments of a variable, in order.</summary>
    /// <param name="text">The file.</param>
    /// <param name="variable">The variable's name.</param>
    /// <returns>Null when the file cannot be followed (an open quote, a here-document, the variable used as a command's argument).</returns>
    public static ImmutableArray<ShellAssignment>? Assignments(string text, string variable)
    {
        var reader = new ShellFile(text, variable);
        return reader.ReadCommands() ? reader.found.ToImmutable() : null;
    }

    private bool ReadCommands()
    {
        var isConditional = false;
        var isAfterOperator = false;
        while (true)
        {
            SkipBlanks();
            if (position >= text.Length)
            {
                return true;
            }

            switch (text[position])
            {
                case '\n' or ';':
                    // A line end right after "&&" does not end the condition.
                    isConditional &= isAfterOperator;
                    position++;
                    continue;
                case '#':
                    SkipComment();
                    continue;
                case '&' or '|':
                    isConditional = true;
                    isAfterOperator = true;
                    position++;
                    continue;
                case '(':
                    depth++;
                    position++;
                    continue;
                case ')':
                    depth--;
                    position++;
                    continue;
            }

            isAfterOperator = false;
            if (!ReadCommand(isConditional))
            {
                return false;
            }
        }
    }

    private bool ReadCommand(bool isConditional)
    {
        var first = found.Count;
        var isExport = false;
        var hasCommand = false;
        while (true)
        {
            SkipBlanks();
            if (position >= text.Length || text[position] is '\n' or ';' or '&' or '|' or '(' or ')')
            {
                break;
            }

            if (text[position] == '#')
            {
                SkipComment();
                break;
            }

            if (text[position] is '<' or '>')
            {
                if (text.AsSpan(position).StartsWith("<<"))
                {
                    return false;
                }

                position++;
                continue;
            }

            var start = position;
            if (!SkipWord(out var hasSubstitution))
            {
                return false;
            }

            var word = text.AsSpan(start, position - start);
            if ((!hasCommand || isExport) && word.StartsWith(variable) && word.Length > variable.Length && word[variable.Length] == '=')
            {
                found.Add(new ShellAssignment(start + variable.Length + 1, position, !isConditional && depth == 0 && !isLost && !hasSubstitution));
                continue;
            }

            if (!hasCommand && IsAssignment(word))
            {
                continue;
            }

            if (!hasCommand && IsKeyword(word))
            {
                continue;
            }

            if (word.StartsWith(variable) && (word.Length == variable.Length || word[variable.Length] == '+'))
            {
                if (isExport && word.Length == variable.Length)
                {
                    continue;
                }

                return false;
            }

            isExport |= !hasCommand && word is "export";
            hasCommand = true;
        }

        // "NAME=value command" sets the variable for that command only.
        for (var index = first; index < found.Count && hasCommand && !isExport; index++)
        {
            found[index] = found[index] with { IsCertain = false };
        }

        return true;
    }

    private bool IsKeyword(ReadOnlySpan<char> word)
    {
        switch (word)
        {
            case "if" or "while" or "until" or "for" or "case" or "{" or "function":
                depth++;

                // The patterns of "case" end in parentheses that no count can tell from others.
                isLost |= word is "case";
                return word is not ("for" or "case" or "function");
            case "fi" or "done" or "esac" or "}":
                depth--;
                return true;
            case "then" or "else" or "elif" or "do" or "!":
                return true;
            default:
                return false;
        }
    }

    private static bool IsAssignment(ReadOnlySpan<char> word)
    {
        var equals = word.IndexOf('=');
        return equals > 0 && !char.IsAsciiDigit(word[0]) && word[..equals].IndexOfAnyExcept(NameCharacters) < 0;
    }

    private static readonly System.Buffers.SearchValues<char> NameCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    private static readonly System.Buffers.SearchValues<char> QuoteCharacters = System.Buffers.SearchValues.Create("\"'`\\${");

    private void SkipBlanks()
    {
        while (position < text.Length)
        {
            if (text[position] is ' ' or '\t')
            {
                position++;
            }
            else if (text[position] == '\\' && position + 1 < text.Length && text[position + 1] == '\n')
            {
                position += 2;
            }
            else
            {
                return;
            }
        }
    }

    private void SkipComment()
    {
        var end = text.IndexOf('\n', position);
        position = end < 0 ? text.Length : end;
    }

    private bool SkipWord(out bool hasSubstitution)
    {
        hasSubstitution = false;
        while (position < text.Length)
        {
            switch (text[position])
            {
                case ' ' or '\t' or '\n' or ';' or '&' or '|' or '<' or '>' or '(' or ')':
                    return true;
                case '\\':
                    position += 2;
                    break;
                case '\'':
                    var end = text.IndexOf('\'', position + 1);
                    if (end < 0)
                    {
                        return false;
                    }

                    position = end + 1;
                    break;
                case '"':
                    position++;
                    if (!SkipDoubleQuoted(ref hasSubstitution))
                    {
                        return false;
                    }

                    break;
                case '`' or '$':
                    if (!SkipExpansion(ref hasSubstitution))
                    {
                        return false;
                    }

                    break;
                default:
                    position++;
                    break;
            }
        }

        // A backslash as the very last character steps past the end.
        position = Math.Min(position, text.Length);
        return true;
    }

    private bool SkipDoubleQuoted(ref bool hasSubstitution)
    {
        while (position < text.Length)
        {
            switch (text[position])
            {
                case '"':
                    position++;
                    return true;
                case '\\':
                    position += 2;
                    break;
                case '`' or '$':
                    if (!SkipExpansion(ref hasSubstitution))
                    {
                        return false;
                    }

                    break;
                default:
                    position++;
                    break;
            }
        }

        return false;
    }

    private bool SkipExpansion(ref bool hasSubstitution)
    {
        if (text[position] == '`')
        {
            hasSubstitution = true;
            var close = text.IndexOf('`', position + 1);
            position = close + 1;
            return close >= 0;
        }

        position++;
        if (position >= text.Length)
        {
            return true;
        }

        switch (text[position])
        {
            case '{':
                // A plain ${NAME} is followed; defaults, lengths and pattern removal make the value unknown.
                var end = text.IndexOf('}', position);
                if (end < 0)
                {
                    return false;
                }

                hasSubstitution |= text.AsSpan(position + 1, end - position - 1).IndexOfAnyExcept(NameCharacters) >= 0;
                if (text.AsSpan(position + 1, end - position - 1).IndexOfAny(QuoteCharacters) >= 0)
                {
                    return false;
                }

                position = end + 1;
                return true;
            case '(':
                hasSubstitution = true;
                return SkipParentheses();
            case '\'':
                hasSubstitution = true;
                return true;
            default:
                return true;
        }
    }

    private bool SkipParentheses()
    {
        var open = 0;
        while (position < text.Length)
        {
            switch (text[position])
            {
                case '(':
                    open++;
                    break;
                case ')' when --open == 0:
                    position++;
                    return true;
                case '\'' or '"' or '\\' or '#':
                    // Quotes inside a substitution follow their own rules: not followed.
                    return false;
            }

            position++;
        }

        return false;
    }
}
