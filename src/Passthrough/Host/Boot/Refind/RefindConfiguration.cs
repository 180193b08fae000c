using System.Collections.Immutable;

namespace Passthrough.Host.Boot.Refind;

/// <summary>Understands the stanzas of <c>refind.conf</c> that start Linux (https://www.rodsbooks.com/refind/configfile.html).</summary>
public static class RefindConfiguration
{
    /// <summary>The kernel lines of the stanzas, and of what stands inside them, that are not disabled; rubbish gives none and never throws.</summary>
    /// <param name="path">The machine's own path of the file.</param>
    /// <param name="text">The file.</param>
    public static ImmutableArray<RefindEntry> Read(string path, string text)
    {
        var lines = RefindLines.Read(text);
        var found = ImmutableArray.CreateBuilder<RefindEntry>();
        for (var index = 0; index < lines.Length; index++)
        {
            if (lines[index].Begins("menuentry") && lines[index].Value is { } title)
            {
                index = ReadStanza(path, lines, index, title, found);
            }
        }

        return found.ToImmutable();
    }

    /// <summary>The names of the files that the configuration includes.</summary>
    /// <param name="text">The file.</param>
    public static ImmutableArray<string> Includes(string text) => [.. RefindLines.Read(text).Where(line => line.Begins("include") && line.Tokens.Length == 2).Select(line => line.Value!)];

    /// <returns>The line that closes the stanza.</returns>
    private static int ReadStanza(string path, ImmutableArray<RefindLine> lines, int begin, string title, ImmutableArray<RefindEntry>.Builder found)
    {
        var isDisabled = false;
        string? loader = null;
        string? initramfs = null;
        int? options = null;
        var inside = ImmutableArray.CreateBuilder<RefindEntry>();
        var index = begin + 1;
        for (; index < lines.Length && !lines[index].Begins("}"); index++)
        {
            var line = lines[index];
            if (line.Begins("submenuentry") && line.Value is { } name)
            {
                index = ReadInside(path, lines, index, $"{title}>{name}", inside);
                continue;
            }

            isDisabled |= line.Begins("disabled");
            loader = line.Begins("loader") ? line.Value ?? loader : loader;
            initramfs = line.Begins("initrd") ? line.Value ?? initramfs : initramfs;
            options = line.Begins("options") && line.Value is not null ? index : options;
        }

        if (!isDisabled && options is { } own)
        {
            found.Add(Entry(path, lines, own, title) with { Loader = loader, Initramfs = initramfs, LastLine = index < lines.Length ? index : null });
        }

        found.AddRange(isDisabled ? [] : inside.Select(entry => entry with { Loader = entry.Loader ?? loader, Initramfs = entry.Initramfs ?? initramfs }));
        return index;
    }

    private static int ReadInside(string path, ImmutableArray<RefindLine> lines, int begin, string title, ImmutableArray<RefindEntry>.Builder found)
    {
        var isDisabled = false;
        RefindEntry? entry = null;
        string? loader = null;
        string? initramfs = null;
        var index = begin + 1;
        for (; index < lines.Length && !lines[index].Begins("}"); index++)
        {
            var line = lines[index];
            isDisabled |= line.Begins("disabled");
            loader = line.Begins("loader") ? line.Value ?? loader : loader;
            initramfs = line.Begins("initrd") ? line.Value ?? initramfs : initramfs;
            entry = line.Begins("options") && line.Value is not null ? Entry(path, lines, index, title) : entry;
        }

        if (!isDisabled && entry is not null)
        {
            found.Add(entry with { Loader = loader, Initramfs = initramfs });
        }

        return index;
    }

    private static RefindEntry Entry(string path, ImmutableArray<RefindLine> lines, int index, string title)
    {
        var words = KernelCommandLine.Split(lines[index].Value!);
        return new RefindEntry { Title = title, Path = path, Line = index, Words = words, IsSpare = RescueWords.AreIn(words) };
    }
}
