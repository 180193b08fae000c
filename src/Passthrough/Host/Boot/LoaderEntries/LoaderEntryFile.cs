using System.Collections.Immutable;

namespace Passthrough.Host.Boot.LoaderEntries;

/// <summary>Understands one entry file: a key, blanks, a value on each line; <c>#</c> begins a comment line; keys that mean nothing here are passed over.</summary>
public static class LoaderEntryFile
{
    private const string Suffix = ".conf";
    private const string UnifiedSuffix = ".efi";

    /// <summary>The entry; rubbish gives one without a kernel. Never throws.</summary>
    /// <param name="path">The machine's own path of the file, whose name is the entry's id.</param>
    /// <param name="text">The file.</param>
    public static LoaderEntry Parse(string path, string text)
    {
        var entry = new LoaderEntry { Id = IdOf(path), Path = path };
        var initramfs = ImmutableArray.CreateBuilder<string>();
        var options = ImmutableArray.CreateBuilder<string>();
        foreach (var (key, value) in text.Split('\n').Select(Pair).OfType<(string Key, string Value)>())
        {
            switch (key)
            {
                case "title": entry = entry with { Title = value }; break;
                case "version": entry = entry with { Version = value }; break;
                case "machine-id": entry = entry with { MachineId = value }; break;
                case "sort-key": entry = entry with { SortKey = value }; break;
                case "grub_arg": entry = entry with { IsUnrestricted = entry.IsUnrestricted || value.Contains("--unrestricted", StringComparison.Ordinal) }; break;
                case "linux": entry = entry with { Kernel = value }; break;
                // GRUB's blscfg also takes several images on one line.
                case "initrd": initramfs.AddRange(value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)); break;
                case "options": options.AddRange(KernelCommandLine.Split(value)); break;
            }
        }

        return entry with { Initramfs = initramfs.ToImmutable(), Options = options.ToImmutable() };
    }

    /// <summary>Key and value of a line; null for a comment, an empty line, or a key alone.</summary>
    internal static (string Key, string Value)? Pair(string line)
    {
        var text = line.Trim();
        var end = text.AsSpan().IndexOfAny(' ', '\t');
        return end > 0 && text[0] != '#' ? (text[..end], text[end..].Trim()) : null;
    }

    /// <summary>The id of a file, or of an id that a loader gives: without folder, <c>.conf</c> and boot counter.</summary>
    internal static string IdOf(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return WithoutCount(name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name);
    }

    /// <summary>A file's name without the count of starts that systemd-boot keeps in it before the suffix (<c>linux+3-1.efi</c>).</summary>
    /// <param name="name">The name, with or without a suffix.</param>
    internal static string WithoutCount(string name)
    {
        var suffix = name.EndsWith(UnifiedSuffix, StringComparison.OrdinalIgnoreCase) ? name[^UnifiedSuffix.Length..] : "";
        var bare = name[..^suffix.Length];
        return bare.LastIndexOf('+') is > 0 and var plus && bare[(plus + 1)..].All(character => char.IsAsciiDigit(character) || character == '-') ? bare[..plus] + suffix : name;
    }
}
