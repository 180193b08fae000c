using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Host.Boot;

/// <summary>What a <c>grub.cfg</c> says about booting Linux.</summary>
/// <param name="Entries">The entries that start a Linux kernel, in the menu's order.</param>
/// <param name="UsesBootLoaderSpecification">True when further entries come from files that <c>blscfg</c> reads.</param>
public sealed record GrubConfiguration(ImmutableArray<BootEntry> Entries, bool UsesBootLoaderSpecification)
{
    /// <summary>What starts when nobody chooses; null when that is no Linux, or not known.</summary>
    public GrubEntryScript? DefaultEntry { get; init; }

    /// <summary>The id, title or number of what starts when nobody chooses; null when none is named.</summary>
    public string? DefaultName { get; init; }

    /// <summary>True when it ends by reading <c>custom.cfg</c> in its own folder, as <c>/etc/grub.d/41_custom</c> makes it.</summary>
    public bool SourcesCustomFile { get; init; }

    /// <summary>Understands a <c>grub.cfg</c>; rubbish gives no entries and never throws.</summary>
    /// <param name="text">The file.</param>
    /// <param name="savedEntry"><c>saved_entry</c> of <c>grubenv</c>, which a default of <c>${saved_entry}</c> means; null when absent.</param>
    public static GrubConfiguration Parse(string text, string? savedEntry = null)
    {
        var menu = GrubMenu.Parse(text);
        var wanted = menu.Default is "${saved_entry}" or "$saved_entry" ? savedEntry : menu.Default;
        var defaultItem = Choose(menu.Items, wanted);
        return new GrubConfiguration([.. EntriesOf(menu.Items, "", defaultItem)], menu.UsesBootLoaderSpecification)
        {
            DefaultEntry = defaultItem is { Kernel.IsEmpty: false } ? new GrubEntryScript(defaultItem.Head, defaultItem.Body) : null,
            DefaultName = string.IsNullOrEmpty(wanted) ? null : wanted,
            SourcesCustomFile = menu.SourcesCustomFile,
        };
    }

    private static IEnumerable<BootEntry> EntriesOf(ImmutableArray<GrubMenuItem> items, string above, GrubMenuItem? defaultItem)
    {
        foreach (var item in items)
        {
            if (item.Children is { } children)
            {
                foreach (var entry in EntriesOf(children, $"{above}{item.Title}>", defaultItem))
                {
                    yield return entry;
                }
            }
            else if (!item.Kernel.IsEmpty)
            {
                yield return new BootEntry(
                    above + item.Title, item.Kernel[0], item.Kernel[1..], item.Initramfs, IsRecovery(item), ReferenceEquals(item, defaultItem));
            }
        }
    }

    private static bool IsRecovery(GrubMenuItem item) =>
        RescueWords.AreIn(item.Kernel.Skip(1))
        || item.Id?.Contains("-recovery-", StringComparison.Ordinal) is true;

    private static GrubMenuItem? Choose(ImmutableArray<GrubMenuItem> items, string? wanted)
    {
        var level = items;
        GrubMenuItem? chosen = null;
        foreach (var part in SplitPath(wanted ?? "0"))
        {
            chosen = Find(level, part);
            if (chosen?.Children is not { } children)
            {
                break;
            }

            level = children;
        }

        // What names nothing is taken as the first line of the menu; a submenu alone opens and waits.
        chosen ??= items.FirstOrDefault();
        return chosen?.Children is null ? chosen : null;
    }

    private static GrubMenuItem? Find(ImmutableArray<GrubMenuItem> level, string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? level.ElementAtOrDefault(index)
            : level.FirstOrDefault(item => string.Equals(item.Id, name, StringComparison.Ordinal) || string.Equals(item.Title, name, StringComparison.Ordinal));

    // One > separates; two stand for the character itself.
    private static IEnumerable<string> SplitPath(string path) =>
        path.Replace(">>", "\u0001", StringComparison.Ordinal).Split('>').Select(part => part.Replace('\u0001', '>'));
}
