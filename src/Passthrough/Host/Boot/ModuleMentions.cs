using System.Collections.Immutable;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Boot;

/// <summary>Reads which modules the administrator has loaded, put into the initramfs, given options or shut out.</summary>
public static class ModuleMentions
{
    private static readonly ImmutableArray<string> InitramfsKeys = ["MODULES", "add_drivers", "force_drivers", "modules", "modules_force_load"];

    /// <summary>All mentions below <c>/etc</c>, in the order of the files.</summary>
    /// <param name="reader">The machine.</param>
    public static ImmutableArray<ModuleMention> Read(MachineReader reader)
    {
        var roots = reader.Roots;
        return
        [
            .. Of(reader, [roots.Etc("modules"), .. Below(reader, roots.Etc("modules-load.d"))], (path, text) => ParseList(path, ModuleMentionKind.Loaded, text)),
            .. Of(reader, [roots.Etc("initramfs-tools/modules")], (path, text) => ParseList(path, ModuleMentionKind.InInitramfs, text)),
            .. Of(
                reader,
                [
                    roots.Etc("mkinitcpio.conf"), .. Below(reader, roots.Etc("mkinitcpio.conf.d")), roots.Etc("dracut.conf"), .. Below(reader, roots.Etc("dracut.conf.d")), roots.Etc("booster.yaml"),
                ],
                ParseGenerator),
            .. Of(reader, Below(reader, roots.Etc("modprobe.d")), ParseModprobe),
        ];
    }

    /// <summary>A list of modules, one a line with its options after it: modules(5), modules-load.d(5), initramfs-tools(7).</summary>
    /// <param name="path">The machine's own path of the file.</param>
    /// <param name="kind">What being listed there means.</param>
    /// <param name="text">The file.</param>
    public static IEnumerable<ModuleMention> ParseList(string path, ModuleMentionKind kind, string text) =>
        Lines(text).Where(words => words[0][0] != ';').Select(words => new ModuleMention(path, kind, Name(words[0]), string.Join(' ', words[1..])));

    /// <summary>modprobe.d(5).</summary>
    /// <param name="path">The machine's own path of the file.</param>
    /// <param name="text">The file.</param>
    public static IEnumerable<ModuleMention> ParseModprobe(string path, string text) =>
        from words in Lines(text.Replace("\\\n", " ", StringComparison.Ordinal))
        where words.Length > 1
        let kind = words[0] switch
        {
            "options" => ModuleMentionKind.Options,
            "blacklist" => ModuleMentionKind.Blacklisted,
            "softdep" => ModuleMentionKind.SoftDependency,
            _ => (ModuleMentionKind?)null,
        }
        where kind is not null
        select new ModuleMention(path, kind.Value, Name(words[1]), string.Join(' ', words[2..]));

    /// <summary>mkinitcpio.conf(5), dracut.conf(5), booster.yaml: the words of the lists that name modules, over several lines where brackets or quotes are open.</summary>
    /// <param name="path">The machine's own path of the file.</param>
    /// <param name="text">The file.</param>
    public static IEnumerable<ModuleMention> ParseGenerator(string path, string text)
    {
        var mentions = new List<ModuleMention>();
        char? closing = null;
        foreach (var line in text.Split('\n').Select(WithoutComment))
        {
            var rest = line;
            if (closing is null)
            {
                var end = line.AsSpan().IndexOfAny('=', ':');
                if (end < 1 || !InitramfsKeys.Contains(line[..end].TrimEnd('+', ' ').Trim(), StringComparer.Ordinal))
                {
                    continue;
                }

                rest = line[(end + 1)..].TrimStart();
                closing = rest.Length > 0 && rest[0] is '(' or '"' or '\'' or '[' ? Partner(rest[0]) : null;
                rest = closing is null ? rest : rest[1..];
            }

            var close = closing is { } mark ? rest.IndexOf(mark, StringComparison.Ordinal) : -1;
            mentions.AddRange((close < 0 ? rest : rest[..close])
                .Split([' ', '\t', '\r', ',', '"', '\''], StringSplitOptions.RemoveEmptyEntries)
                .Select(word => new ModuleMention(path, ModuleMentionKind.InInitramfs, Name(word.TrimEnd('?')), "")));
            closing = close < 0 ? closing : null;
        }

        return mentions;
    }

    private static IEnumerable<ModuleMention> Of(MachineReader reader, IEnumerable<string> paths, Func<string, string, IEnumerable<ModuleMention>> parse) =>
        paths.SelectMany(path => reader.ReadText(path) is { } text ? parse(reader.Roots.NameOf(path), text) : []);

    private static IEnumerable<string> Below(MachineReader reader, string folder) =>
        (reader.List(folder) ?? []).Where(name => name.EndsWith(".conf", StringComparison.Ordinal)).Select(name => $"{folder}/{name}");

    private static IEnumerable<string[]> Lines(string text) =>
        text.Split('\n').Select(WithoutComment).Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 0);

    private static string WithoutComment(string line) => line.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at ? line[..at] : line;

    private static char Partner(char opening) => opening switch { '(' => ')', '[' => ']', _ => opening };

    private static string Name(string word) => word.Replace('-', '_');
}
