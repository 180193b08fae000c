using System.Collections.Immutable;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Boot.Limine;

/// <summary>
/// Understands the settings of limine-entry-tool, from which it writes the entries of later kernels: <c>KERNEL_CMDLINE[default]="..."</c>, continued by <c>+=</c> also in later files. A kernel with a setting of
/// its own (<c>KERNEL_CMDLINE[linux-zen]</c>) does not get the default one. Where no file has any, the tool takes <c>/etc/kernel/cmdline</c>.
/// </summary>
public static class LimineDefaults
{
    /// <summary>The setting that is for kernels without one of their own.</summary>
    public const string Default = "default";

    /// <summary>The setting for fallback images.</summary>
    public const string Fallback = "fallback";

    private const string Name = "KERNEL_CMDLINE";

    /// <summary>The files under the roots in the order in which the tool reads them.</summary>
    /// <param name="reader">The machine.</param>
    internal static IEnumerable<string> Layers(MachineReader reader)
    {
        var roots = reader.Roots;
        return Folder(roots.Usr("share/limine-entry-tool.d"))
            .Append(roots.Etc("limine-entry-tool.conf"))
            .Concat(Folder(roots.Etc("limine-entry-tool.d")))
            .Append(roots.Etc("default/limine"));

        IEnumerable<string> Folder(string folder) => (reader.List(folder) ?? []).Where(name => name.EndsWith(".conf", StringComparison.Ordinal)).Select(name => $"{folder}/{name}");
    }

    /// <summary>The assignments of a file, in order; rubbish gives none. Never throws.</summary>
    /// <param name="text">The file.</param>
    internal static IEnumerable<LimineDefault> Read(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is >= 0 and var found ? found : text.Length;
            if (Read(text, start, end) is { } assignment)
            {
                yield return assignment;
            }

            start = end + 1;
        }
    }

    /// <summary>The value of a plain setting, quotes left out; null when no line sets it.</summary>
    /// <param name="text">The file.</param>
    /// <param name="name">Such as <c>ENABLE_ENROLL_LIMINE_CONFIG</c>.</param>
    internal static string? Setting(string text, string name) => text.Split('\n')
        .Select(line => line.Trim())
        .Where(line => line.StartsWith(name + "=", StringComparison.Ordinal))
        .Select(line => line[(name.Length + 1)..].Trim('"', '\''))
        .LastOrDefault();

    private static LimineDefault? Read(string text, int start, int end)
    {
        var line = text.AsSpan(start..end);
        var first = start + line.Length - line.TrimStart().Length;
        var last = start + line.TrimEnd().Length;
        var rest = first < last ? text.AsSpan(first..last) : [];
        if (!rest.StartsWith(Name, StringComparison.Ordinal))
        {
            return null;
        }

        rest = rest[Name.Length..];
        var close = rest.StartsWith("[") ? rest.IndexOf(']') : -1;
        var key = close > 0 ? rest[1..close].Trim("\"'").ToString() : Default;
        rest = rest[(close + 1)..];
        var isAppended = rest.StartsWith("+=");
        if (!isAppended && !rest.StartsWith("="))
        {
            return null;
        }

        var value = rest[(isAppended ? 2 : 1)..];
        var isQuoted = value.Length > 1 && value[0] is '"' or '\'' && value[^1] == value[0] && !value[1..^1].Contains(value[0]);
        var begin = last - value.Length;
        return new LimineDefault(key, isAppended, isQuoted ? begin + 1 : begin, isQuoted ? last - 1 : last, isQuoted || value.IndexOfAny(" \t\"'#") < 0);
    }
}
