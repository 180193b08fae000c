using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Host.Boot.Limine;

/// <summary>
/// Understands <c>limine.conf</c> (Limine 8 and later: <c>/Title</c>, <c>option: value</c>) and the older <c>limine.cfg</c> (<c>:Title</c>, <c>OPTION=value</c>); see Limine's
/// <c>CONFIG.md</c>. Macros (<c>${NAME}</c>) are put in.
/// </summary>
public static class LimineConfiguration
{
    /// <summary>The entries that start Linux, in the menu's order; rubbish gives none and never throws.</summary>
    /// <param name="path">The machine's own path of the file.</param>
    /// <param name="text">The file.</param>
    public static ImmutableArray<BootEntry> Parse(string path, string text)
    {
        var isOld = path.EndsWith(".cfg", StringComparison.Ordinal);
        var macros = new Dictionary<string, string>(StringComparer.Ordinal);
        var globals = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var items = new List<LimineItem>();
        foreach (var line in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] == (isOld ? ':' : '/'))
            {
                var depth = line.TakeWhile(character => character == line[0]).Count();
                items.Add(new LimineItem(depth, Expand(line[depth..].TrimStart('+').Trim(), macros)));
            }
            else if (Option(line, isOld ? '=' : ':') is var (name, value))
            {
                Take(name, value);
            }
        }

        var bootable = items.Where((item, index) => index == items.Count - 1 || items[index + 1].Depth <= item.Depth).ToImmutableArray();
        var wanted = globals.TryGetValue("default_entry", out var number) && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : 1;
        return
        [
            .. bootable.Where(item => item.IsLinux).Select(item => new BootEntry(
                item.Title, item.Kernel!, item.Words, [.. item.Modules], RescueWords.AreIn(item.Words), ReferenceEquals(item, items.ElementAtOrDefault(wanted - 1))) { Path = path }),
        ];

        void Take(string name, string value)
        {
            if (name.StartsWith("${", StringComparison.Ordinal) && name.EndsWith('}'))
            {
                macros[name] = value;
            }
            else if (items.Count == 0)
            {
                globals[name] = value;
            }
            else
            {
                items[^1].Take(name.ToUpperInvariant(), Expand(value, macros));
            }
        }
    }

    // A macro's definition has its separator behind the brace that closes the name; the new form is written with = too.
    private static (string Name, string Value)? Option(string line, char separator)
    {
        var isMacro = line.StartsWith("${", StringComparison.Ordinal);
        var end = isMacro ? line.IndexOf("}=", StringComparison.Ordinal) + 1 : line.IndexOf(separator, StringComparison.Ordinal);
        return end > 0 ? (line[..end].TrimEnd(), line[(end + 1)..].Trim()) : null;
    }

    private static string Expand(string text, Dictionary<string, string> macros) =>
        macros.Aggregate(text, (expanded, macro) => expanded.Replace(macro.Key, macro.Value, StringComparison.Ordinal));

    private sealed class LimineItem(int depth, string title)
    {
        private readonly List<string> modules = [];
        private string? protocol;

        public int Depth { get; } = depth;

        public string Title { get; } = title;

        public string? Kernel { get; private set; }

        public ImmutableArray<string> Words { get; private set; } = [];

        public IEnumerable<string> Modules => modules;

        public bool IsLinux => Kernel is not null && protocol is "LINUX";

        public void Take(string name, string value)
        {
            switch (name)
            {
                case "PROTOCOL": protocol = value.ToUpperInvariant(); break;
                case "PATH" or "KERNEL_PATH": Kernel = WithoutDevice(value); break;
                case "MODULE_PATH": modules.Add(WithoutDevice(value)); break;
                case "CMDLINE" or "KERNEL_CMDLINE": Words = KernelCommandLine.Split(value); break;
            }
        }

        // boot():/vmlinuz, hdd(1:3):/vmlinuz, the old boot:///vmlinuz, and a hash at the end.
        private static string WithoutDevice(string path)
        {
            var begin = path.IndexOf(":/", StringComparison.Ordinal) + 1;
            var hash = path.LastIndexOf('#');
            return "/" + (hash > begin ? path[begin..hash] : path[begin..]).TrimStart('/');
        }
    }
}
