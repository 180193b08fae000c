using System.Collections.Immutable;
using Passthrough.Changes.KernelCommandLine;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Planning.BootChains;

namespace Passthrough.Planning.KernelLine;

/// <summary>Decides how the files below <c>loader/entries</c>, and <c>/etc/kernel/cmdline</c>, change so that ordinary entries carry the wanted words.</summary>
internal static class LoaderEntryLines
{
    private const string MachineIdWord = "systemd.machine_id=";
    private const string LaterId = "kernel-command-line";
    private const string LaterTitle = "Switch the IOMMU on in the entries of later kernels";

    /// <summary>The entries that start this machine ordinarily.</summary>
    /// <param name="boot">How the machine starts.</param>
    public static ImmutableArray<LoaderEntry> Ordinary(BootFacts boot) =>
        [.. boot.LoaderMenu!.Entries.Where(entry => boot.Entries.Any(other => other.IsOrdinary && string.Equals(other.Path, entry.Path, StringComparison.Ordinal)))];

    /// <summary>Edits the entries that are there.</summary>
    /// <param name="boot">How the machine starts.</param>
    /// <param name="entries">Those to be edited.</param>
    /// <param name="wish">What is wanted.</param>
    /// <exception cref="RefusedException">A file cannot be edited with certainty.</exception>
    public static IEnumerable<Change> Present(BootFacts boot, ImmutableArray<LoaderEntry> entries, KernelWish wish) => entries.Select(entry => Edit(boot, entry, wish)).OfType<KernelLineChange>();

    /// <summary>
    /// Edits what the entries of later kernels are written from. Without the file, kernel-install and sdbootutil take the running kernel's line: after a start as before passthrough, later kernels would start so for ever.
    /// </summary>
    /// <param name="boot">How the machine starts.</param>
    /// <param name="first">The entry that starts when nobody chooses; null when unknown.</param>
    /// <param name="wish">What is wanted.</param>
    /// <exception cref="RefusedException">The file cannot be edited with certainty.</exception>
    public static ImmutableArray<Change> Later(BootFacts boot, LoaderEntry? first, KernelWish wish)
    {
        var path = HostRoots.Live.Etc("kernel/cmdline");
        var source = boot.ConfigurationFile(path)?.Text ?? boot.ConfigurationFile(HostRoots.Live.Usr("lib/kernel/cmdline"))?.Text ?? Line(first);
        var configured = KernelLineText.WordsOf(source);
        var words = KernelWordsFor.Of(wish, configured);
        var after = KernelLineText.EditFile(source, KernelWordsFor.Missing(words, configured), words.Against) ?? throw NotUnderstood(path, words.Wanted);
        return [.. OwnFile.Write(boot, LaterId, LaterTitle, LaterReason(boot.LineTool), path, after, NewFileMode.Plain), .. Continued(boot, path + ".d/", wish)];
    }

    /// <summary>What sdbootutil reads after the file: nothing in there may stand against what is wanted.</summary>
    private static IEnumerable<Change> Continued(BootFacts boot, string folder, KernelWish wish)
    {
        foreach (var file in boot.ConfigurationFiles.Where(file => boot.LineTool == KernelLineTool.Sdbootutil && file.Path.StartsWith(folder, StringComparison.Ordinal)))
        {
            var words = KernelWordsFor.Of(wish, KernelLineText.WordsOf(file.Text));
            var removed = words.Against.ToImmutableDictionary(pair => pair.Key, _ => (string?)null, StringComparer.Ordinal);
            var after = KernelLineText.EditFile(file.Text, [], removed) ?? throw NotUnderstood(file.Path, words.Wanted);
            foreach (var change in OwnFile.Write(boot, LaterId, LaterTitle, LaterReason(boot.LineTool), file.Path, after, NewFileMode.Plain))
            {
                yield return change;
            }
        }
    }

    private static string LaterReason(KernelLineTool tool) => tool == KernelLineTool.Sdbootutil
        ? "sdbootutil writes the entry of each kernel from this file. Entries of other snapshots keep their kernel line; one that shares an initramfs with this system starts with the new one too."
        : "kernel-install writes the entry of each kernel that is installed from this file.";

    private static KernelLineChange? Edit(BootFacts boot, LoaderEntry entry, KernelWish wish)
    {
        PlanRefusals.RequireExact(boot, entry.Path);
        var before = boot.ConfigurationFile(entry.Path)!.Text;
        var words = KernelWordsFor.Of(wish, entry.Options);
        var missing = KernelWordsFor.Missing(words, entry.Options);
        var after = KernelLineText.EditEntry(before, missing, words.Against) ?? throw NotUnderstood(entry.Path, words.Wanted);
        return string.Equals(before, after, StringComparison.Ordinal)
            ? null
            : new KernelLineChange(
                "boot-entry", "Switch the IOMMU on in a boot entry", BootChain.LineReason(wish, [.. words.Against.Keys.Order(StringComparer.Ordinal)]),
                entry.Path, before, after, missing, words.Against, UnifiedDiff.Between(entry.Path, before, after));
    }

    /// <summary>The entry's line as kernel-install would be given it: it adds the machine's id, and what stands for a variable of GRUB's, itself.</summary>
    private static string Line(LoaderEntry? entry) =>
        string.Join(' ', (entry?.Options ?? []).Where(word => !word.StartsWith(MachineIdWord, StringComparison.Ordinal) && !word.StartsWith('$')).Select(word => word.Any(char.IsWhiteSpace) ? $"\"{word}\"" : word)) + "\n";

    /// <summary>The file's quotes cannot be followed.</summary>
    /// <param name="path">The machine's own path.</param>
    /// <param name="wanted">The words to be there.</param>
    internal static RefusedException NotUnderstood(string path, ImmutableArray<string> wanted) =>
        new("the kernel line cannot be edited with certainty: a quote is left open", path, $"close it, or add these words by hand, then plan again: {string.Join(' ', wanted)}");
}
