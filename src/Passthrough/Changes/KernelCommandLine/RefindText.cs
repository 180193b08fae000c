using System.Collections.Immutable;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.Refind;
using Passthrough.Planning.Guard;

namespace Passthrough.Changes.KernelCommandLine;

/// <summary>
/// Edits the kernel lines in rEFInd's files, where each is the second token of a line, in quotes. Only the words asked for change: order, repeats, quotes, blanks, comments and line ends stay. Pure; never throws
/// on rubbish.
/// </summary>
internal static class RefindText
{
    /// <summary>Edits kernel lines.</summary>
    /// <param name="text">The file.</param>
    /// <param name="edits">What is done with which (<see cref="RefindEntry.Line"/>).</param>
    /// <returns>The edited text; null when it cannot be edited with certainty: a quote is left open, or the words stand in none.</returns>
    public static string? Edit(string text, ImmutableArray<WordEdit> edits)
    {
        var edited = text;
        foreach (var edit in edits.OrderByDescending(edit => edit.Index))
        {
            if (EditOne(edited, edit) is not { } next)
            {
                return null;
            }

            edited = next;
        }

        // The reader is the judge of the writer.
        var lines = RefindLines.Read(edited);
        return edits.All(edit => edit.Index < lines.Length && edit.IsDoneBy(KernelCommandLine(lines[edit.Index].Value ?? ""))) ? edited : null;
    }

    /// <summary>The inverse of an edit, for a file that was changed since: the entry that starts the machine as before goes, and so do the words from kernel lines with the same root device.</summary>
    /// <param name="text">The file as it is now.</param>
    /// <param name="isLinux">True for <c>refind_linux.conf</c>.</param>
    /// <param name="root">The word that names the root device of the edited lines; null when they had none.</param>
    /// <param name="added">The words that were added.</param>
    /// <param name="replaced">The words that were replaced, with what stood in their place (null: nothing).</param>
    public static string TakeOut(string text, bool isLinux, string? root, ImmutableArray<string> added, ImmutableDictionary<string, string?> replaced)
    {
        var bare = RefindFallbackEntry.Without(text, isLinux);
        var (add, back) = KernelLineText.Inverse(added, replaced);
        return (isLinux ? RefindLinuxConfiguration.Read("", bare) : RefindConfiguration.Read("", bare))
            .Where(entry => !entry.IsSpare && string.Equals(BootLoaderDecision.Root(entry.Words), root, StringComparison.Ordinal))
            .OrderByDescending(entry => entry.Line)
            .Aggregate(bare, (edited, entry) => EditOne(edited, new WordEdit(entry.Line, add, back)) ?? edited);
    }

    private static ImmutableArray<string> KernelCommandLine(string line) => Host.Boot.KernelCommandLine.Split(line);

    private static string? EditOne(string text, WordEdit edit)
    {
        if (RefindLines.Read(text).ElementAtOrDefault(edit.Index) is not { Tokens: [_, { IsQuoted: true } token, ..] })
        {
            return null;
        }

        // Inside its quotes rEFInd takes two quotes for one, which is the kernel's.
        return KernelLineText.Edit(token.Text, [Range.EndAt(token.Text.TrimEnd().Length)], edit.Add, edit.Replace, "") is { } edited
            ? string.Concat(text.AsSpan(0, token.Start), edited.Replace("\"", "\"\"", StringComparison.Ordinal), text.AsSpan(token.End))
            : null;
    }
}
