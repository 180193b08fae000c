using System.Collections.Immutable;

namespace Passthrough.Host.Boot.Refind;

/// <summary>
/// Understands <c>refind_linux.conf</c>, which lies beside the kernels that rEFInd finds: a title and a kernel line in quotes on each line, the first of which boots
/// (https://www.rodsbooks.com/refind/linux.html).
/// </summary>
public static class RefindLinuxConfiguration
{
    /// <summary>The kernel lines in order; rubbish gives none and never throws.</summary>
    /// <param name="path">The machine's own path of the file.</param>
    /// <param name="text">The file.</param>
    public static ImmutableArray<RefindEntry> Read(string path, string text)
    {
        var found = ImmutableArray.CreateBuilder<RefindEntry>();
        foreach (var (line, index) in RefindLines.Read(text).Select((line, index) => (line, index)).Where(pair => pair.line.Tokens.Length >= 2))
        {
            var words = KernelCommandLine.Split(line.Tokens[1].Text);
            found.Add(new RefindEntry
            {
                Title = line.Tokens[0].Text,
                Path = path,
                Line = index,
                Words = words,
                IsFirst = found.Count == 0,
                IsSpare = RescueWords.AreIn(words) || (found.Count > 0 && words.All(IsMinimal)),
            });
        }

        return found.ToImmutable();
    }

    /// <summary>The kernel lines as entries, the first one the default.</summary>
    /// <param name="path">The machine's own path of the file.</param>
    /// <param name="text">The file.</param>
    public static ImmutableArray<BootEntry> Parse(string path, string text) => [.. Read(path, text).Select(EntryOf)];

    /// <summary>As an entry of any boot loader.</summary>
    /// <param name="entry">The entry.</param>
    internal static BootEntry EntryOf(RefindEntry entry) =>
        new(entry.Title, entry.Loader ?? "", entry.Words, entry.Initramfs is { } initramfs ? [initramfs] : [], entry.IsSpare, entry.IsFirst) { Path = entry.Path };

    private static bool IsMinimal(string word) => word is "ro" or "rw" || word.StartsWith("root=", StringComparison.Ordinal);
}
