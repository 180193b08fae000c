using System.Collections.Immutable;
using Passthrough.Host.Firmware;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Boot.LoaderEntries;

/// <summary>Reads the entry files of the first partition that has any: the extended boot partition before the ESP, as the specification has it.</summary>
internal static class LoaderEntriesReader
{
    private const string Folder = "loader/entries";

    /// <summary>The entries in the menu's order, the default one marked; empty when there are none or they cannot be read.</summary>
    /// <param name="reader">The machine.</param>
    public static ImmutableArray<BootEntry> Read(MachineReader reader)
    {
        var place = BootPartitions.Folders(reader.Roots).FirstOrDefault(place => reader.Exists($"{place}/{Folder}"));
        if (place is null)
        {
            return [];
        }

        var sorted = LoaderEntryOrder.Sort(
            (reader.List($"{place}/{Folder}") ?? [])
                .Where(name => name.EndsWith(".conf", StringComparison.Ordinal))
                .Select(name => $"{place}/{Folder}/{name}")
                .Select(path => reader.ReadText(path) is { } text ? LoaderEntryFile.Parse(reader.Roots.NameOf(path), text) : null)
                .OfType<LoaderEntry>());
        var chosen = LoaderEntryOrder.Default(sorted, EfiVariables.LoaderText(reader, "LoaderEntryDefault"), DefaultOf(reader.ReadText($"{place}/loader/loader.conf")));
        return
        [
            .. sorted.Where(entry => entry.Kernel is not null).Select(entry => new BootEntry(
                entry.Title ?? entry.Id, entry.Kernel!, entry.Options, entry.Initramfs, RescueWords.AreIn(entry.Options), ReferenceEquals(entry, chosen)) { Path = entry.Path }),
        ];
    }

    /// <summary>The value of <c>default</c> in <c>loader.conf</c>; null when it has none. <c>@saved</c> means the variable, which is looked at before.</summary>
    internal static string? DefaultOf(string? configuration) => configuration?.Split('\n')
        .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        .LastOrDefault(words => words is ["default", _, ..])?[1];
}
