using System.Collections.Immutable;
using Passthrough.Changes.KernelCommandLine;
using Passthrough.Failures;
using Passthrough.Host.Boot;
using Passthrough.Planning.BootChains;

namespace Passthrough.Planning.KernelLine;

/// <summary>Decides how a file changes that holds the kernel lines of several entries.</summary>
internal static class SeveralLines
{
    /// <summary>What is done with each kernel line; lines that say it all already are left out.</summary>
    /// <param name="lines">Which (as the file's reader counts them), with its words.</param>
    /// <param name="wish">What is wanted.</param>
    public static ImmutableArray<WordEdit> Edits(IEnumerable<(int Index, ImmutableArray<string> Words)> lines, KernelWish wish) =>
    [
        .. lines.Select(line => (line.Index, line.Words, Wanted: KernelWordsFor.Of(wish, line.Words)))
            .Select(line => new WordEdit(line.Index, KernelWordsFor.Missing(line.Wanted, line.Words), line.Wanted.Against))
            .Where(edit => !edit.Add.IsEmpty || !edit.Replace.IsEmpty),
    ];

    /// <summary>The change; null when the file says it all already.</summary>
    /// <param name="boot">How the machine starts.</param>
    /// <param name="path">The file.</param>
    /// <param name="form">How it is written.</param>
    /// <param name="edits">What is done with which line.</param>
    /// <param name="wish">What is wanted.</param>
    /// <param name="edit">Edits the file's text; null when it cannot be edited with certainty.</param>
    /// <param name="offer">Puts the entry into the edited text that starts the machine as before; null for none.</param>
    /// <exception cref="RefusedException">The file cannot be edited with certainty.</exception>
    public static KernelLineChange? Change(
        BootFacts boot, string path, KernelLineForm form, ImmutableArray<WordEdit> edits, KernelWish wish, Func<string, ImmutableArray<WordEdit>, string?> edit, Func<string, string>? offer)
    {
        PlanRefusals.RequireExact(boot, path);
        var before = boot.ConfigurationFile(path)?.Text ?? throw new NeedsRootException($"{path} cannot be read", path, "run the same command with sudo, with the boot partition mounted");
        var edited = edit(before, edits) ?? throw new RefusedException(
            "the kernel line cannot be edited with certainty: a quote is left open or missing, or a word comes from a macro", path,
            $"write it plainly, or add these words by hand, then plan again: {string.Join(' ', KernelWordsFor.Wanted(wish))}");
        var after = offer is null ? edited : offer(edited);
        if (string.Equals(before, after, StringComparison.Ordinal))
        {
            return null;
        }

        var replaced = edits.SelectMany(one => one.Replace).DistinctBy(pair => pair.Key, StringComparer.Ordinal).ToImmutableDictionary(StringComparer.Ordinal);
        ImmutableArray<string> added = edits.IsEmpty ? [] : [.. edits[0].Add.Where(word => edits.All(one => one.Add.Contains(word, StringComparer.Ordinal)))];
        return (offer, edits.IsEmpty) switch
        {
            (null, _) => Of("boot-entry", "Switch the IOMMU on in the boot entries", BootChain.LineReason(wish, [.. replaced.Keys.Order(StringComparer.Ordinal)])),
            (_, true) => Of("fallback-entry", "Offer today's start in the boot menu", OfferReason),
            _ => Of("boot-entry", "Switch the IOMMU on in the boot entries, and offer today's start in the menu", $"{BootChain.LineReason(wish, [.. replaced.Keys.Order(StringComparer.Ordinal)])} {OfferReason}"),
        };

        KernelLineChange Of(string id, string title, string reason) => new(id, title, reason, path, before, after, added, replaced, UnifiedDiff.Between(path, before, after)) { Form = form };
    }

    private const string OfferReason = "The entry starts the machine exactly as today, whatever happens to the files that are changed next.";
}
