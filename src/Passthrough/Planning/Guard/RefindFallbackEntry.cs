using System.Collections.Immutable;
using System.Text;
using Passthrough.Changes.KernelCommandLine;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.Refind;

namespace Passthrough.Planning.Guard;

/// <summary>
/// What offers the present start of the machine once more in rEFInd's menu: a last line of <c>refind_linux.conf</c>, or a last <c>submenuentry</c> of the stanza. Both come into the submenu that F2 opens, where nothing
/// starts by itself.
/// </summary>
internal static class RefindFallbackEntry
{
    /// <summary>A file with the entry in it.</summary>
    /// <param name="text">The file; an entry that is there already is replaced.</param>
    /// <param name="today">The file as it is now.</param>
    /// <param name="entry">What starts now, an entry of <paramref name="today"/>.</param>
    /// <param name="kernel">The version of the kernel that the kept initramfs is for.</param>
    /// <param name="initramfs">How rEFInd is told of the kept initramfs; null when none is replaced.</param>
    /// <param name="isReplaced">True for a word (<c>initrd=...</c>) that names an initramfs which is replaced.</param>
    /// <returns>Null when a quote is left open.</returns>
    public static string? With(string text, string today, RefindEntry entry, string kernel, string? initramfs, Func<string, bool> isReplaced)
    {
        var isLinux = entry.LastLine is null;
        var bare = Without(text, isLinux);
        var line = RefindLines.Read(today)[entry.Line].Tokens[1].Text.TrimEnd();
        var gone = entry.Words.Where(isReplaced).Distinct(StringComparer.Ordinal).ToImmutableDictionary(word => word, _ => (string?)null, StringComparer.Ordinal);
        var namesByWord = initramfs is not null && (isLinux || !gone.IsEmpty);
        ImmutableArray<string> added = [FallbackEntry.Word, .. namesByWord ? [$"{BootLoaderDecision.InitramfsWord}{initramfs}"] : Array.Empty<string>()];
        if (KernelLineText.Edit(line, [Range.EndAt(line.Length)], added, gone, "") is not { } edited)
        {
            return null;
        }

        // Inside its quotes rEFInd takes two quotes for one, which is the kernel's.
        var words = edited.TrimStart().Replace("\"", "\"\"", StringComparison.Ordinal);
        var end = LineEnd.Of(bare);
        var title = $"\"{FallbackEntry.Title} (kernel {kernel})\"";
        return isLinux ? Appended(bare, $"{title}  \"{words}\"", end) : Inside(bare, entry, title, words, namesByWord ? null : initramfs, end);
    }

    /// <summary>A file without the entry.</summary>
    /// <param name="text">The file.</param>
    /// <param name="isLinux">True for <c>refind_linux.conf</c>.</param>
    public static string Without(string text, bool isLinux)
    {
        var lines = RefindLines.Read(text);
        var built = new StringBuilder();
        var isInside = false;
        foreach (var line in lines)
        {
            var isTitle = isLinux ? IsOurs(line.Tokens is [var first, ..] ? first.Text : null) : line.Begins("submenuentry") && IsOurs(line.Value);
            var isOurs = isInside || isTitle;
            isInside = !isLinux && isOurs && !line.Begins("}");
            built.Append(isOurs ? [] : text.AsSpan(line.Start..line.End));
            if (isLinux && isOurs && line.End == text.Length && !text.EndsWith('\n'))
            {
                // Where the file's last line had no end, the entry brought one along.
                return LineEnd.TakenOff(built.ToString());
            }
        }

        return built.ToString();
    }

    private static bool IsOurs(string? title) => title?.StartsWith(FallbackEntry.Title, StringComparison.Ordinal) == true;

    private static string Appended(string text, string line, string end) => text.Length == 0 || text.EndsWith('\n') ? text + line + end : text + end + line;

    private static string Inside(string text, RefindEntry entry, string title, string words, string? initramfs, string end)
    {
        var close = RefindLines.Read(text)[entry.LastLine!.Value];
        ImmutableArray<string> lines =
        [
            $"    submenuentry {title} {{",
            $"        {OwnFile.Heading}",
            .. initramfs is null ? Array.Empty<string>() : [$"        initrd \"{initramfs}\""],
            $"        options \"{words}\"",
            "    }",
        ];
        return text.Insert(close.Start, string.Concat(lines.Select(line => line + end)));
    }
}
