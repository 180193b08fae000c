using System.Collections.Immutable;

namespace Passthrough.Host.Boot.Limine;

/// <summary>
/// Understands <c>limine.conf</c> (Limine 8 and later: <c>/Title</c>, <c>option: value</c>) and the older <c>limine.cfg</c> (<c>:Title</c>, <c>OPTION=value</c>); see Limine's
/// <c>CONFIG.md</c>. Macros (<c>${NAME}</c>) are put in.
/// </summary>
public static class LimineConfiguration
{
    private const string CommandLine = "CMDLINE";
    private const string KernelCommandLine = "KERNEL_CMDLINE";

    /// <summary>The menu; rubbish gives one without entries and never throws.</summary>
    /// <param name="path">The machine's own path of the file.</param>
    /// <param name="place">The machine's own path of the folder at which its partition is found.</param>
    /// <param name="text">The file.</param>
    public static LimineMenu Read(string path, string place, string text)
    {
        var isOld = LimineLines.IsOld(path);
        var lines = LimineLines.Read(text, isOld);
        var macros = LimineLines.Macros(text, lines);
        ImmutableArray<(string Name, string Value)> Options(int begin, int end) =>
            [.. lines[begin..end].Where(line => line.Kind == LimineLineKind.Option).Select(line => (line.Name, LimineLines.Expand(line.ValueIn(text), macros)))];

        ImmutableArray<int> titles = [.. Enumerable.Range(0, lines.Length).Where(index => lines[index].Kind == LimineLineKind.Title)];
        var above = new List<(string Title, string Path, bool IsOpen)>();
        var entries = ImmutableArray.CreateBuilder<LimineEntry>();
        for (var index = 0; index < titles.Length; index++)
        {
            var line = lines[titles[index]];
            var next = index + 1 < titles.Length ? titles[index + 1] : lines.Length;
            above.RemoveRange(Math.Min(line.Depth - 1, above.Count), Math.Max(0, above.Count - (line.Depth - 1)));
            var title = LimineLines.Expand(line.ValueIn(text), macros);
            var treePath = (above.Count == 0 ? "" : above[^1].Path + "/") + Escaped(title);
            var isDirectory = index + 1 < titles.Length && lines[titles[index + 1]].Depth > line.Depth;
            entries.Add(Entry(Options(titles[index] + 1, next), title, above.Select(item => item.Title)) with
            {
                TreePath = treePath,
                Index = index,
                IsDirectory = isDirectory,
                IsVisible = above.All(item => item.IsOpen),
            });
            above.Add((title, treePath, text.AsSpan(line.Start..line.ValueStart).TrimEnd().EndsWith('+')));
        }

        // Global options may stand anywhere: the first of a name counts.
        var globals = Options(0, lines.Length);
        return new LimineMenu(path, place, entries.ToImmutable(), First(globals, "DEFAULT_ENTRY"), First(globals, "REMEMBER_LAST_ENTRY") is "yes");
    }

    /// <summary>The entries that start Linux, in the menu's order.</summary>
    /// <param name="menu">The menu.</param>
    /// <param name="told">What the loader was told of the default; null for nothing.</param>
    public static ImmutableArray<BootEntry> EntriesOf(LimineMenu menu, string? told)
    {
        var first = menu.Default(told);
        return
        [
            .. menu.Entries.Where(entry => entry.IsLinux).Select(entry => new BootEntry(
                entry.Title, entry.Kernel!.Path, entry.Words, [.. entry.Modules.Select(module => module.Path)], entry.IsSpare, ReferenceEquals(entry, first)) { Path = menu.Path }),
        ];
    }

    /// <summary>The line that the kernel line of an entry stands in; null when it has none.</summary>
    /// <param name="options">The entry's option lines.</param>
    internal static LimineLine? KernelLineOf(IEnumerable<LimineLine> options)
    {
        var all = options.ToList();

        // Limine asks for the one name, then for the other (boot() in its common/menu.c).
        return new[] { KernelCommandLine, CommandLine }
            .Select(name => all.FindIndex(line => string.Equals(line.Name, name, StringComparison.Ordinal)))
            .Where(index => index >= 0)
            .Select(index => (LimineLine?)all[index])
            .FirstOrDefault();
    }

    private static LimineEntry Entry(ImmutableArray<(string Name, string Value)> options, string title, IEnumerable<string> above)
    {
        ImmutableArray<string> words = [.. Boot.KernelCommandLine.Split(First(options, KernelCommandLine) ?? First(options, CommandLine) ?? "")];
        var kernel = (First(options, "PATH") ?? First(options, "KERNEL_PATH")) is { Length: > 0 } path ? LimineFile.Parse(path) : null;
        ImmutableArray<LimineFile> modules = [.. options.Where(option => option.Name is "MODULE_PATH").Select(option => LimineFile.Parse(option.Value))];
        return new LimineEntry
        {
            Title = title,
            TreePath = "",
            Index = 0,
            Protocol = First(options, "PROTOCOL")?.ToLowerInvariant(),
            Kernel = kernel,
            Modules = modules,
            Words = words,
            IsSpare = RescueWords.AreIn(words) || IsSnapshot(words, kernel, above) || modules.Any(module => module.Name.Contains("fallback", StringComparison.OrdinalIgnoreCase)),
        };
    }

    /// <summary>limine-snapper-sync puts its entries into a directory of this name, with copies of kernels in one of that name.</summary>
    private static bool IsSnapshot(ImmutableArray<string> words, LimineFile? kernel, IEnumerable<string> above) =>
        above.Any(title => title.Equals("Snapshots", StringComparison.OrdinalIgnoreCase))
        || kernel?.Path.Contains("/limine_history/", StringComparison.Ordinal) == true
        || words.Any(word => word.Contains("/.snapshots/", StringComparison.Ordinal));

    private static string? First(ImmutableArray<(string Name, string Value)> options, string name) =>
        options.Where(option => string.Equals(option.Name, name, StringComparison.Ordinal)).Select(option => option.Value).FirstOrDefault();

    private static string Escaped(string title) =>
        title.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("/", @"\/", StringComparison.Ordinal).Replace("#", @"\#", StringComparison.Ordinal);
}
