using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Description;

namespace Passthrough.Intent;

/// <summary>
/// Adds and removes guests by whole lines: every other byte of the file stays. What came out is read again and must mean exactly what was meant; else nothing is written
/// and the person is told what to do by hand.
/// </summary>
public static partial class IntentEditor
{
    /// <summary>The text with one more guest.</summary>
    /// <exception cref="RefusedException">The name is taken, or the file is written in a style that cannot be edited by lines.</exception>
    public static string Add(IntentFile file, GuestDescription guest)
    {
        if (file.Find(guest.Name) is not null)
        {
            throw new RefusedException($"there is a guest '{guest.Name}' already; nothing was changed", file.Path, "choose another name, or 'passthrough guest delete' it first");
        }

        var text = file.Text is { } present && !string.IsNullOrWhiteSpace(present) ? Inserted(file, present, guest) : FromNothing(guest);
        var edited = text is not null && Means(file.Path, text, [.. file.Guests, guest]) ? text : null;
        return edited ?? throw new RefusedException(
            $"'{file.Path}' is written in a way that cannot be added to without rewriting it; nothing was changed",
            file.Path,
            "add to the list 'guests':\n" + string.Join('\n', IntentWriter.LinesOf(guest, 2)));
    }

    /// <summary>The text without one guest.</summary>
    /// <exception cref="NotFoundException">There is no such guest.</exception>
    /// <exception cref="RefusedException">The file is written in a style that cannot be edited by lines.</exception>
    public static string Remove(IntentFile file, string name)
    {
        var entry = file.EntryOf(name)
            ?? throw new NotFoundException($"there is no guest '{name}'", file.Path, "passthrough guest list");
        var lines = file.Text!.Split('\n').ToList();
        var isEditable = entry.Indent is not null;
        if (isEditable)
        {
            lines.RemoveRange(entry.FirstLine, entry.LastLine - entry.FirstLine + 1);
        }

        var text = string.Join('\n', lines);
        return isEditable && Means(file.Path, text, [.. file.Guests.Where(guest => guest != entry.Guest)])
            ? text
            : throw new RefusedException(
                $"'{file.Path}' is written in a way that cannot be edited without rewriting it; nothing was changed", file.Path, $"remove the guest '{name}' from the list 'guests' by hand");
    }

    /// <summary>The text with another stage of one guest: its line is changed, or one is put behind the name's.</summary>
    /// <exception cref="NotFoundException">There is no such guest.</exception>
    /// <exception cref="RefusedException">The file is written in a style that cannot be edited by lines.</exception>
    public static string SetStage(IntentFile file, string name, GuestStage stage)
    {
        var entry = file.EntryOf(name) ?? throw new NotFoundException($"there is no guest '{name}'", file.Path, "passthrough guest list");
        var lines = file.Text!.Split('\n').ToList();
        var said = $"stage: {EnumWord.Of(stage)}";
        var place = entry.LineOf("stage") - 1;
        var isEditable = entry.Indent is not null;
        if (isEditable && entry.Lines.ContainsKey("stage"))
        {
            lines[place] = StageLine().Replace(lines[place], $"${{before}}{said}${{after}}");
        }
        else if (isEditable)
        {
            lines.Insert(entry.LineOf("name"), new string(' ', entry.Indent!.Value + 2) + said);
        }

        var text = string.Join('\n', lines);
        return isEditable && Means(file.Path, text, [.. file.Guests.Select(guest => guest == entry.Guest ? guest with { Stage = stage } : guest)])
            ? text
            : throw new RefusedException($"'{file.Path}' is written in a way that cannot be edited without rewriting it; nothing was changed", file.Path, $"write '{said}' into the guest '{name}' by hand");
    }

    /// <summary>True for a text that says only what this program wrote first, and names no guest: nothing of it is the person's.</summary>
    public static bool IsEmpty(string text) => string.Equals(text, JoinLines([.. IntentWriter.Header, "", "guests:"]), StringComparison.Ordinal);

    private static string FromNothing(GuestDescription guest) => JoinLines([.. IntentWriter.Header, "", "guests:", .. IntentWriter.LinesOf(guest, 2)]);

    private static string? Inserted(IntentFile file, string text, GuestDescription guest)
    {
        var lines = text.Split('\n').ToList();
        if (!file.Entries.IsEmpty)
        {
            var last = file.Entries[^1];
            if (last.Indent is not { } indent)
            {
                return null;
            }

            // The last line of a file may lack its end.
            lines.InsertRange(last.LastLine + 1, IntentWriter.LinesOf(guest, indent));
            return EndedAsBefore(lines);
        }

        var key = lines.FindIndex(line => EmptyList().IsMatch(line));
        if (key >= 0)
        {
            lines[key] = EmptyList().Replace(lines[key], "guests:${blanks}${comment}");
            lines.InsertRange(key + 1, IntentWriter.LinesOf(guest, 2));
            return EndedAsBefore(lines);
        }

        var separator = text.EndsWith('\n') ? "" : "\n";
        return text + separator + JoinLines(["", "guests:", .. IntentWriter.LinesOf(guest, 2)]);
    }

    private static string EndedAsBefore(List<string> lines) => string.Join('\n', lines) is var text && text.EndsWith('\n') ? text : text + '\n';

    private static string JoinLines(ImmutableArray<string> lines) => string.Join('\n', lines) + '\n';

    private static bool Means(string path, string text, ImmutableArray<GuestDescription> guests)
    {
        try
        {
            return IntentParser.Parse(path, text).Guests.Select(AsLines).SequenceEqual(guests.Select(AsLines), StringComparer.Ordinal);
        }
        catch (InvalidInputException)
        {
            return false;
        }
    }

    private static string AsLines(GuestDescription guest) => JoinLines(IntentWriter.LinesOf(guest, 0));

    [GeneratedRegex(@"^(?<before>[ \-]*)stage:[ \t]*[^ \t#\r]+(?<after>[ \t]*(#.*)?\r?)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex StageLine();

    [GeneratedRegex(@"^guests:(?<blanks>[ \t]*)(\[[ \t]*\]|~|null)?(?<comment>[ \t]*(#.*)?\r?)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex EmptyList();
}
