using System.Collections.Immutable;
using System.Text;

namespace Passthrough.Changes.KernelCommandLine;

/// <summary>
/// Edits the kernel line in a GRUB defaults file (<c>/etc/default/grub</c>, <c>/etc/default/grub.d/*.cfg</c>), which <c>grub-mkconfig</c> sources as a shell
/// script. Only the words asked for change: quotes, escapes, order, repeats, comments and line ends stay. Pure; never throws on rubbish.
/// </summary>
public static class GrubDefaultsEditor
{
    /// <summary>Reads the last assignment of a variable.</summary>
    /// <param name="text">The file.</param>
    /// <param name="variable">Such as <c>GRUB_CMDLINE_LINUX_DEFAULT</c>.</param>
    public static GrubVariable Read(string text, string variable)
    {
        if (ShellFile.Assignments(text, variable) is not { } assignments || assignments.Any(assignment => !assignment.IsCertain))
        {
            return new GrubVariable(IsAssigned: true, [], KeepsEarlierValue: false, IsUnderstood: false);
        }

        if (assignments.IsEmpty)
        {
            return new GrubVariable(IsAssigned: false, [], KeepsEarlierValue: false, IsUnderstood: true);
        }

        // Within one file, earlier assignments live on only through a reference to the variable itself.
        var words = ImmutableArray<string>.Empty;
        var keeps = false;
        foreach (var assignment in assignments)
        {
            var own = ShellValue.Words(text[assignment.ValueStart..assignment.ValueEnd]);
            var refersToItself = own.Any(word => RefersTo(word, variable));
            words = refersToItself ? [.. words, .. own.Where(word => !RefersTo(word, variable))] : own;
            keeps = refersToItself && (keeps || assignment == assignments[0]);
        }

        return new GrubVariable(IsAssigned: true, words, keeps, IsUnderstood: true);
    }

    /// <summary>Adds words to a variable's last assignment, or at the end of the file when it is not assigned there.</summary>
    /// <param name="text">The file.</param>
    /// <param name="variable">Such as <c>GRUB_CMDLINE_LINUX_DEFAULT</c>.</param>
    /// <param name="add">Words to be there; one that is there already is not added again.</param>
    /// <param name="replace">Words to be taken out (null) or replaced in place, in every assignment; words that are not there change nothing.</param>
    public static GrubEdit Edit(string text, string variable, ImmutableArray<string> add, ImmutableDictionary<string, string?> replace)
    {
        if (ShellFile.Assignments(text, variable) is not { } assignments)
        {
            return new GrubEdit.NotUnderstood(LineOf(text, Math.Max(0, text.IndexOf(variable, StringComparison.Ordinal))), $"the file cannot be followed as far as {variable} is concerned");
        }

        foreach (var assignment in assignments.Where(assignment => !assignment.IsCertain))
        {
            return new GrubEdit.NotUnderstood(LineOf(text, assignment.ValueStart), $"{variable} is assigned under a condition or from a command");
        }

        var edited = text;
        var replaced = ImmutableArray.CreateBuilder<string>();

        // From the last to the first, so that positions before the edit stay true.
        for (var index = assignments.Length - 1; index >= 0; index--)
        {
            var assignment = assignments[index];
            var value = text[assignment.ValueStart..assignment.ValueEnd];
            var newValue = value;
            foreach (var (word, replacement) in replace.Where(pair => ShellValue.Words(value).Contains(pair.Key, StringComparer.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                if (ShellValue.Replace(newValue, word, replacement) is not { } withoutWord)
                {
                    return new GrubEdit.NotUnderstood(LineOf(text, assignment.ValueStart), $"'{word}' is written in a way that cannot be edited with certainty");
                }

                newValue = withoutWord;
                replaced.Add(word);
            }

            if (index == assignments.Length - 1)
            {
                var present = Read(edited[..assignment.ValueStart] + newValue + edited[assignment.ValueEnd..], variable).Words;
                newValue = ShellValue.Append(newValue, [.. add.Distinct(StringComparer.Ordinal).Where(word => !present.Contains(word, StringComparer.Ordinal))]);
            }

            edited = string.Concat(edited.AsSpan(0, assignment.ValueStart), newValue, edited.AsSpan(assignment.ValueEnd));
        }

        if (assignments.IsEmpty && !add.IsEmpty)
        {
            edited = AppendLine(text, $"{variable}=\"{string.Join(' ', add.Distinct(StringComparer.Ordinal))}\"");
        }

        // The reader is the judge of the writer: what was asked must be what the file now says.
        var result = Read(edited, variable);
        return result.IsUnderstood && add.All(word => result.Words.Contains(word, StringComparer.Ordinal))
            ? new GrubEdit.Done(edited, replaced.ToImmutable())
            : new GrubEdit.NotUnderstood(LineOf(text, text.Length), $"{variable} does not hold the words after the edit");
    }

    private static string AppendLine(string text, string line)
    {
        var lineEnd = LineEnd.Of(text);
        var builder = new StringBuilder(text);
        if (text.Length > 0 && text[^1] != '\n')
        {
            builder.Append(lineEnd);
        }

        // A carriage return after the closing quote would become part of the last word.
        return builder.Append(line).Append('\n').ToString();
    }

    private static bool RefersTo(string word, string variable) =>
        string.Equals(word, "$" + variable, StringComparison.Ordinal) || string.Equals(word, "${" + variable + "}", StringComparison.Ordinal);

    private static int LineOf(string text, int index) => text.AsSpan(0, Math.Min(index, text.Length)).Count('\n') + 1;
}
