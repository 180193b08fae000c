using System.Collections.Immutable;
using Passthrough.Changes.KernelCommandLine;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.Limine;

namespace Passthrough.Planning.KernelLine;

/// <summary>Decides how Limine's configuration changes, and the settings of limine-entry-tool from which the entries of later kernels are written.</summary>
internal static class LimineKernelLine
{
    /// <summary>The machine's own path of the settings that the tool reads last.</summary>
    public static string SettingsPath => HostRoots.Live.Etc("default/limine");

    /// <summary>The entries that start this machine ordinarily.</summary>
    /// <param name="boot">How the machine starts.</param>
    public static ImmutableArray<LimineEntry> Ordinary(BootFacts boot) =>
        [.. boot.Limine!.Entries.Where(entry => entry.IsLinux).Zip(boot.Entries).Where(pair => pair.Second.IsOrdinary).Select(pair => pair.First)];

    /// <summary>The change of the configuration; null when it says it all already.</summary>
    /// <param name="boot">How the machine starts.</param>
    /// <param name="entries">Those to be edited.</param>
    /// <param name="wish">What is wanted.</param>
    /// <param name="offer">Puts the entry into the edited text that starts the machine as before; null for none.</param>
    /// <exception cref="RefusedException">It cannot be edited with certainty.</exception>
    public static KernelLineChange? Present(BootFacts boot, ImmutableArray<LimineEntry> entries, KernelWish wish, Func<string, string>? offer)
    {
        var menu = boot.Limine!;
        return SeveralLines.Change(
            boot, menu.Path, KernelLineForm.Limine, SeveralLines.Edits(entries.Select(entry => (entry.Index, entry.Words)), wish), wish, (text, edits) => LimineText.Edit(text, menu.IsOld, edits), offer);
    }

    /// <summary>Edits what the entries of later kernels are written from.</summary>
    /// <param name="boot">How the machine starts.</param>
    /// <param name="today">What starts now.</param>
    /// <param name="wish">What is wanted.</param>
    /// <exception cref="RefusedException">A file cannot be edited with certainty.</exception>
    public static IEnumerable<Change> Later(BootFacts boot, LimineEntry today, KernelWish wish)
    {
        if (boot.LineTool != KernelLineTool.LimineEntryTool)
        {
            return [];
        }

        ImmutableArray<(string Path, string Text)> layers = [.. boot.ConfigurationFiles.Where(file => IsLayer(file.Path)).Select(file => (file.Path, file.Text))];
        return layers.Any(layer => LimineDefaults.Read(layer.Text).Any(assignment => !IsFallback(assignment.Key)))
            ? LaterSettings(boot, layers, wish)
            : LoaderEntryLines.Later(boot, today.Words, wish, "limine-entry-tool writes the entry of each kernel that is installed from this file.");
    }

    private static IEnumerable<Change> LaterSettings(BootFacts boot, ImmutableArray<(string Path, string Text)> layers, KernelWish wish)
    {
        var replacing = layers.SelectMany(layer => LimineDefaults.Read(layer.Text).Where(assignment => !IsFallback(assignment.Key)).SelectMany(assignment => KernelCommandLine.Split(layer.Text[assignment.Start..assignment.End])));
        var against = KernelWordsFor.Of(wish, [.. replacing]).Against;
        ImmutableArray<(string Path, string Text)> replaced = [.. layers.Select(layer => (layer.Path, Replaced(layer.Path, layer.Text, against, wish)))];
        var keys = replaced.SelectMany(layer => LimineDefaults.Read(layer.Item2)).Select(assignment => assignment.Key).Where(key => !IsFallback(key)).Append(LimineDefaults.Default).Distinct(StringComparer.Ordinal);
        var lines = keys.Where(key => string.Equals(key, LimineDefaults.Default, StringComparison.Ordinal) || WordsOf(replaced, key).Length > 0)
            .Select(key => (Key: key, Missing: KernelWordsFor.Missing(KernelWordsFor.Of(wish, WordsOf(replaced, key)), WordsOf(replaced, key))))
            .Where(line => !line.Missing.IsEmpty)
            .Select(line => $"KERNEL_CMDLINE[{line.Key}]+=\" {string.Join(' ', line.Missing)}\"\n");
        var added = string.Concat(lines);
        var own = replaced.FirstOrDefault(layer => string.Equals(layer.Path, SettingsPath, StringComparison.Ordinal)).Item2 ?? "";
        var files = replaced.Where(layer => !string.Equals(layer.Path, SettingsPath, StringComparison.Ordinal))
            .Append((Path: SettingsPath, added.Length == 0 || own.Length == 0 || own.EndsWith('\n') ? own + added : $"{own}\n{added}"));
        return files.Where(file => file.Item2.Length > 0).SelectMany(file => OwnFile.Write(
            boot, "kernel-command-line", "Switch the IOMMU on in the entries of later kernels", "limine-entry-tool writes the entry of each kernel that is installed from these settings.", file.Path, file.Item2, NewFileMode.Plain));
    }

    /// <summary>The words that a key has after all layers: an assignment begins anew, unless it continues.</summary>
    private static ImmutableArray<string> WordsOf(ImmutableArray<(string Path, string Text)> layers, string key)
    {
        var line = "";
        foreach (var (_, text) in layers)
        {
            foreach (var assignment in LimineDefaults.Read(text).Where(assignment => string.Equals(assignment.Key, key, StringComparison.Ordinal)))
            {
                line = (assignment.IsAppended ? line + " " : "") + text[assignment.Start..assignment.End];
            }
        }

        return KernelCommandLine.Split(line);
    }

    private static string Replaced(string path, string text, ImmutableDictionary<string, string?> against, KernelWish wish)
    {
        var edited = text;
        foreach (var assignment in LimineDefaults.Read(text).Reverse().Where(assignment => !IsFallback(assignment.Key)))
        {
            var stretch = assignment.Start..assignment.End;
            if (KernelCommandLine.Split(text[stretch]).Any(against.ContainsKey))
            {
                edited = (assignment.IsCertain ? KernelLineText.Edit(edited, [stretch], [], against, "") : null)
                    ?? throw new RefusedException("a word that stands against the wanted ones is written in a way that cannot be edited with certainty", path, $"take {string.Join(' ', against.Keys.Order(StringComparer.Ordinal))} out of KERNEL_CMDLINE, then plan again; wanted: {string.Join(' ', KernelWordsFor.Wanted(wish))}");
            }
        }

        return edited;
    }

    private static bool IsFallback(string key) => key.Contains(LimineDefaults.Fallback, StringComparison.OrdinalIgnoreCase);

    private static bool IsLayer(string path) => string.Equals(path, SettingsPath, StringComparison.Ordinal) || path.Contains("/limine-entry-tool.", StringComparison.Ordinal);
}
