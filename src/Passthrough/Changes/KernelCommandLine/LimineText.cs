using System.Collections.Immutable;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.Limine;
using Passthrough.Planning.Guard;

namespace Passthrough.Changes.KernelCommandLine;

/// <summary>
/// Edits the kernel lines in Limine's configuration. Only the words asked for change: order, repeats, quotes, blanks, macros, comments and line ends stay. Pure; never throws on rubbish.
/// </summary>
internal static class LimineText
{
    /// <summary>Edits entries.</summary>
    /// <param name="text">The configuration.</param>
    /// <param name="isOld">True for the form before Limine 8.</param>
    /// <param name="edits">What is done with which (<see cref="LimineEntry.Index"/>).</param>
    /// <returns>The edited text; null when it cannot be edited with certainty: a quote is left open, or a word comes from a macro.</returns>
    public static string? Edit(string text, bool isOld, ImmutableArray<WordEdit> edits)
    {
        var edited = text;

        // From the last to the first, so that positions before the edit stay true.
        foreach (var edit in edits.OrderByDescending(edit => edit.Index))
        {
            if (EditOne(edited, isOld, edit) is not { } next)
            {
                return null;
            }

            edited = next;
        }

        // The reader is the judge of the writer.
        var entries = Entries(edited, isOld);
        return edits.All(edit => edit.Index < entries.Length && edit.IsDoneBy(entries[edit.Index].Words)) ? edited : null;
    }

    /// <summary>The inverse of an edit, for a file that others wrote anew since: the entry that starts the machine as before goes, and so do the words from entries with the same root device.</summary>
    /// <param name="text">The file as it is now.</param>
    /// <param name="isOld">True for the form before Limine 8.</param>
    /// <param name="root">The word that names the root device of the edited entries; null when they had none.</param>
    /// <param name="added">The words that were added.</param>
    /// <param name="replaced">The words that were replaced, with what stood in their place (null: nothing).</param>
    public static string TakeOut(string text, bool isOld, string? root, ImmutableArray<string> added, ImmutableDictionary<string, string?> replaced)
    {
        var bare = LimineFallbackEntry.Without(text, isOld);
        var (add, back) = KernelLineText.Inverse(added, replaced);
        return Entries(bare, isOld)
            .Where(entry => entry is { IsLinux: true, IsSpare: false } && string.Equals(BootLoaderDecision.Root(entry.Words), root, StringComparison.Ordinal))
            .OrderByDescending(entry => entry.Index)
            .Aggregate(bare, (edited, entry) => EditOne(edited, isOld, new WordEdit(entry.Index, add, back)) is { } next ? WithoutEmptyLine(edited, next, isOld, entry.Index) : edited);
    }

    /// <summary>Writes hashes anew.</summary>
    /// <param name="text">The configuration.</param>
    /// <param name="isOld">True for the form before Limine 8.</param>
    /// <param name="hashOf">The hash that a file has now; null to leave what is written.</param>
    public static string WithHashes(string text, bool isOld, Func<LimineFile, string?> hashOf)
    {
        var lines = LimineLines.Read(text, isOld);
        var macros = LimineLines.Macros(text, lines);
        var edited = text;
        foreach (var line in lines.Reverse().Where(line => line is { Kind: LimineLineKind.Option, Name: "MODULE_PATH" }))
        {
            var value = line.ValueIn(text);
            if (LimineFile.Parse(LimineLines.Expand(value, macros)) is { Hash: { } old } file && hashOf(file) is { } hash && value.EndsWith("#" + old, StringComparison.Ordinal))
            {
                edited = edited.Remove(line.ValueEnd - old.Length, old.Length).Insert(line.ValueEnd - old.Length, hash);
            }
        }

        return edited;
    }

    private static ImmutableArray<LimineEntry> Entries(string text, bool isOld) => LimineConfiguration.Read(isOld ? "limine.cfg" : "limine.conf", "/", text).Entries;

    private static string? EditOne(string text, bool isOld, WordEdit edit)
    {
        var body = BodyOf(text, isOld, edit.Index);
        if (LimineConfiguration.KernelLineOf(body) is { } line)
        {
            return KernelLineText.Edit(text, [line.ValueStart..line.ValueEnd], edit.Add, edit.Replace, "");
        }

        if (edit.Add.IsEmpty)
        {
            return text;
        }

        if (body.FindLast(option => option.Name is "PATH" or "KERNEL_PATH") is not { End: > 0 } kernel)
        {
            return null;
        }

        // As the line of the kernel is written: the same blanks before it, the same end.
        var written = text[kernel.Start..kernel.End];
        var blanks = written[..(written.Length - written.TrimStart().Length)];
        var end = written[written.TrimEnd().Length..] is { Length: > 0 } rest && rest.Contains('\n', StringComparison.Ordinal) ? rest.TrimStart(' ', '\t') : "\n";
        var added = $"{blanks}{(isOld ? "CMDLINE=" : "cmdline: ")}{string.Join(' ', edit.Add)}";
        return text.Insert(kernel.End, written.EndsWith('\n') ? added + end : end + added);
    }

    private static List<LimineLine> BodyOf(string text, bool isOld, int index)
    {
        var lines = LimineLines.Read(text, isOld);
        var title = lines.Where(line => line.Kind == LimineLineKind.Title).ElementAtOrDefault(index);
        return [.. lines.SkipWhile(line => line.Start < title.End).TakeWhile(line => line.Kind != LimineLineKind.Title).Where(line => line.Kind == LimineLineKind.Option)];
    }

    /// <summary>A line that held nothing but the words goes with them.</summary>
    private static string WithoutEmptyLine(string before, string after, bool isOld, int index) =>
        after.Length < before.Length && LimineConfiguration.KernelLineOf(BodyOf(after, isOld, index)) is { } line && after.AsSpan(line.ValueStart..line.ValueEnd).IsWhiteSpace()
            ? after.Remove(line.Start, line.End - line.Start)
            : after;
}
