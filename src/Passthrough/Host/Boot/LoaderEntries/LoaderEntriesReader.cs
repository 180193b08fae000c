using System.Collections.Immutable;
using Passthrough.Host.Boot.UnifiedImages;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Boot.LoaderEntries;

/// <summary>Reads the entry files of the first partition that has any: the extended boot partition before the ESP, as the specification has it.</summary>
internal static class LoaderEntriesReader
{
    private const string Folder = "loader/entries";

    /// <summary>The menu; null when there are neither entry files nor images, or they cannot be read.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="images">The unified kernel images, which come into the same menu.</param>
    public static LoaderMenu? Read(MachineReader reader, UnifiedImageList images)
    {
        var place = BootPartitions.Folders(reader.Roots).FirstOrDefault(place => reader.Exists($"{place}/{Folder}"))
            ?? (images.Images.Select(image => image.Place).FirstOrDefault(place => place is not null) is { } only ? reader.Roots.Locate(only) : null);
        return place is null
            ? null
            : new LoaderMenu(
                reader.Roots.NameOf(place),
                LoaderEntryOrder.Sort(
                    (reader.List($"{place}/{Folder}") ?? [])
                        .Where(name => name.EndsWith(".conf", StringComparison.Ordinal))
                        .Select(name => $"{place}/{Folder}/{name}")
                        .Select(path => reader.ReadText(path) is { } text ? LoaderEntryFile.Parse(reader.Roots.NameOf(path), text) : null)
                        .OfType<LoaderEntry>()),
                reader.ReadLine(reader.Roots.Etc("machine-id")),
                DefaultOf(reader.ReadText($"{place}/loader/loader.conf")))
            {
                Images = [.. images.Images.Select(image => image.ToLoaderEntry())],
                HasUnknownImages = images.HasUnknown,
            };
    }

    /// <summary>Those that start Linux, in the menu's order, the default one marked; empty when there are none.</summary>
    /// <param name="menu">The menu; null when there is none.</param>
    /// <param name="variables">What the loader was told.</param>
    public static ImmutableArray<BootEntry> Entries(LoaderMenu? menu, LoaderVariables variables)
    {
        if (menu is null)
        {
            return [];
        }

        var first = menu.Default(variables);
        return
        [
            .. menu.Entries.Where(entry => entry.Kernel is not null).Select(entry => new BootEntry(
                entry.Title ?? entry.Id, entry.Kernel!, entry.Options, entry.Initramfs, IsRescue(entry), ReferenceEquals(entry, first))
            {
                Path = entry.Path,
                IsForeign = menu.IsForeign(entry),
            }),
        ];
    }

    /// <summary>Fedora names the entry of its rescue image after the machine and <c>0-rescue</c>.</summary>
    private static bool IsRescue(LoaderEntry entry) => RescueWords.AreIn(entry.Options) || entry.Id.Contains("-0-rescue", StringComparison.Ordinal);

    /// <summary>The value of <c>default</c> in <c>loader.conf</c>; null when it has none.</summary>
    internal static string? DefaultOf(string? configuration) => configuration?.Split('\n')
        .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        .LastOrDefault(words => words is ["default", _, ..])?[1];
}
