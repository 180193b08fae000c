using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Passthrough.Host.Boot.LoaderEntries;

/// <summary>The menu that systemd-boot, or GRUB's <c>blscfg</c>, makes of the files below <c>loader/entries</c> on the first partition that has any.</summary>
/// <param name="Place">The machine's own path of the folder at which that partition is found (<c>/boot</c>, <c>/efi</c>, <c>/boot/efi</c>).</param>
/// <param name="Entries">The entries in the menu's order.</param>
/// <param name="MachineId">This machine's id (machine-id(5)); null when unknown.</param>
/// <param name="Pattern">What <c>loader.conf</c> says of the default: an id or a pattern; null when nothing.</param>
public sealed record LoaderMenu(string Place, ImmutableArray<LoaderEntry> Entries, string? MachineId, string? Pattern)
{
    /// <summary>The unified kernel images (<c>EFI/Linux</c>), which come into the same menu; in any order.</summary>
    [JsonIgnore]
    public ImmutableArray<LoaderEntry> Images { get; init; } = [];

    /// <summary>True when there are images among them that could not be read: which entry is first is then not known from the files alone.</summary>
    public bool HasUnknownImages { get; init; }

    /// <summary>The entry that starts when nobody chooses; null when there is none, or it is not known.</summary>
    /// <param name="variables">What the loader was told, which comes before the file.</param>
    public LoaderEntry? Default(LoaderVariables variables)
    {
        var wanted = new[] { Known(variables.Default, variables), Known(Pattern, variables) }.OfType<string>().ToImmutableArray();
        var all = LoaderEntryOrder.Sort(Entries.Concat(Images));
        return LoaderEntryOrder.Chosen(all, wanted) ?? (HasUnknownImages || wanted.Any(IsFound) ? null : all.FirstOrDefault());
    }

    /// <summary>The entry that GRUB's <c>blscfg</c> starts when nobody chooses; null when it is not known.</summary>
    /// <param name="name">The id, title or number that GRUB's configuration names; null when none.</param>
    public LoaderEntry? GrubDefault(string? name) => name is null or "0"
        ? Entries.OrderByDescending(entry => entry.Id, KernelVersionOrder.Instance).FirstOrDefault()
        : Entries.FirstOrDefault(entry => string.Equals(entry.Id, name, StringComparison.Ordinal) || string.Equals(entry.Title, name, StringComparison.Ordinal));

    /// <summary>True for what systemd-boot finds by itself: Windows, macOS, the firmware's setup.</summary>
    private static bool IsFound(string id) => id.StartsWith("auto-", StringComparison.OrdinalIgnoreCase);

    private static string? Known(string? wanted, LoaderVariables variables) => string.Equals(wanted, "@saved", StringComparison.Ordinal) ? variables.LastBooted : wanted;

    /// <summary>True when an entry says that it starts another installed system.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    public bool IsForeign(LoaderEntry entry) => MachineId is not null && entry.MachineId is { } other && !string.Equals(other, MachineId, StringComparison.OrdinalIgnoreCase);

    /// <summary>Where a file that an entry names may lie on the machine: below the partition's folder, or, where that is no partition of its own, from the root of the file system.</summary>
    /// <param name="loaderPath">As the entry names it.</param>
    public ImmutableArray<string> MachinePaths(string loaderPath) => [Place + (loaderPath.StartsWith('/') ? loaderPath : "/" + loaderPath), loaderPath];

    /// <summary>True when what an entry names may be a file of the machine.</summary>
    /// <param name="loaderPath">As the entry names it.</param>
    /// <param name="machinePath">The machine's own path of the file.</param>
    public bool IsSame(string loaderPath, string machinePath) => MachinePaths(loaderPath).Contains(machinePath, StringComparer.Ordinal);
}
