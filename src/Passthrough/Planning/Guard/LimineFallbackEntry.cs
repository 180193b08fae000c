using System.Collections.Immutable;
using System.Text;
using Passthrough.Changes.KernelCommandLine;
using Passthrough.Host.Boot.Limine;

namespace Passthrough.Planning.Guard;

/// <summary>
/// The entry of Limine's configuration that offers the present start of the machine once more. It stands at the end, at the top of the menu's tree: no other entry gets another number by it.
/// </summary>
internal static class LimineFallbackEntry
{
    private static readonly ImmutableArray<string> Kept = ["PROTOCOL", "PATH", "KERNEL_PATH", "RESOLUTION", "TEXTMODE", "DTB_PATH"];

    /// <summary>A configuration with the entry in it.</summary>
    /// <param name="text">The configuration; an entry that is there already is replaced.</param>
    /// <param name="isOld">True for the form before Limine 8.</param>
    /// <param name="today">The configuration that starts the machine now.</param>
    /// <param name="entry">What starts now, an entry of <paramref name="today"/>.</param>
    /// <param name="copyOf">The kept copy of an initramfs that is replaced; null for one that is not.</param>
    public static string With(string text, bool isOld, string today, LimineEntry entry, Func<LimineFile, LimineFile?> copyOf)
    {
        var bare = Without(text, isOld);
        var end = LineEnd.Of(bare);
        ImmutableArray<string> lines = [$"{(isOld ? ':' : '/')}{FallbackEntry.Title}", OwnFile.Heading, .. Options(isOld, today, entry, copyOf).Select(option => $"    {option.Name}{(isOld ? "=" : ": ")}{option.Value}")];
        return bare.Length == 0 || bare.EndsWith('\n') ? bare + string.Concat(lines.Select(line => line + end)) : bare + string.Concat(lines.Select(line => end + line));
    }

    /// <summary>A configuration without the entry.</summary>
    /// <param name="text">The configuration.</param>
    /// <param name="isOld">True for the form before Limine 8.</param>
    public static string Without(string text, bool isOld)
    {
        var lines = LimineLines.Read(text, isOld);
        var built = new StringBuilder();
        var isOurs = false;
        foreach (var line in lines)
        {
            isOurs = line.Kind == LimineLineKind.Title ? line.Depth == 1 && string.Equals(line.ValueIn(text), FallbackEntry.Title, StringComparison.Ordinal) : isOurs;
            built.Append(isOurs ? [] : text.AsSpan(line.Start..line.End));
        }

        // Where the file's last line had no end, the entry brought one along.
        var isEndOurs = isOurs && !text.EndsWith('\n') && built.Length > 0 && built[^1] == '\n';
        var without = built.ToString();
        return isEndOurs ? LineEnd.TakenOff(without) : without;
    }

    private static IEnumerable<(string Name, string Value)> Options(bool isOld, string today, LimineEntry entry, Func<LimineFile, LimineFile?> copyOf)
    {
        var all = LimineLines.Read(today, isOld);
        var macros = LimineLines.Macros(today, all);
        var title = all.Where(line => line.Kind == LimineLineKind.Title).ElementAt(entry.Index);
        ImmutableArray<LimineLine> body = [.. all.Where(line => line.Start >= title.End).TakeWhile(line => line.Kind != LimineLineKind.Title).Where(line => line.Kind == LimineLineKind.Option)];
        foreach (var line in body.Where(line => Kept.Contains(line.Name, StringComparer.Ordinal) || line.Name is "MODULE_PATH"))
        {
            var value = line.ValueIn(today);
            var copy = line.Name is "MODULE_PATH" ? copyOf(LimineFile.Parse(LimineLines.Expand(value, macros))) : null;
            yield return (NameOf(line.Name), copy?.TextOf(isOld) ?? value);
        }

        var words = LimineConfiguration.KernelLineOf(body) is { } kernelLine ? kernelLine.ValueIn(today) + " " : "";
        yield return (NameOf("CMDLINE"), words + FallbackEntry.Word);

        string NameOf(string name) => isOld ? name : name.ToLowerInvariant();
    }
}
