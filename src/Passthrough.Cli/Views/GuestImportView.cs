using Passthrough.Guests.Import;
using Passthrough.Intent;

namespace Passthrough.Cli.Views;

/// <summary>An imported guest: the lines that it becomes, and what they do not say.</summary>
internal static class GuestImportView
{
    /// <summary>The view.</summary>
    /// <param name="imported">The guest.</param>
    /// <param name="width">Columns.</param>
    public static IEnumerable<string> Lines(ImportedGuest imported, int width)
    {
        foreach (var line in IntentWriter.LinesOf(imported.Guest, 2))
        {
            yield return line;
        }

        foreach (var line in Section("Understood like this", imported.Notes.Select(note => ("", note)), width))
        {
            yield return line;
        }

        foreach (var line in Section("Not kept", imported.NotKept.Select(kept => (kept.Where, $"{kept.What}: {kept.Reason}")), width))
        {
            yield return line;
        }

        if (imported.NotKept.IsEmpty)
        {
            yield return "";
            yield return "Everything was kept.";
        }
    }

    private static IEnumerable<string> Section(string title, IEnumerable<(string Where, string What)> items, int width)
    {
        var list = items.ToList();
        if (list.Count == 0)
        {
            yield break;
        }

        yield return "";
        yield return title + ":";
        foreach (var (where, what) in list)
        {
            if (where.Length > 0)
            {
                yield return "  " + TextLayout.Plain(where);
            }

            foreach (var line in TextLayout.Hang(where.Length > 0 ? "    " : "  ", TextLayout.Plain(what), width))
            {
                yield return line;
            }
        }
    }
}
