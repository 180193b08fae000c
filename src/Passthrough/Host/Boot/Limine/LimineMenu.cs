using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Passthrough.Host.Boot.Limine;

/// <summary>The menu that Limine makes of its configuration.</summary>
/// <param name="Path">The machine's own path of the configuration.</param>
/// <param name="Place">The machine's own path of the folder at which the partition is found that it lies on.</param>
/// <param name="Entries">Entries and directories in the file's order.</param>
/// <param name="DefaultName">What the file says of the default (<c>default_entry</c>): a number, or a tree path; null when nothing.</param>
/// <param name="RemembersLast">True when the entry that was started last is the default (<c>remember_last_entry: yes</c>).</param>
public sealed record LimineMenu(string Path, string Place, ImmutableArray<LimineEntry> Entries, string? DefaultName, bool RemembersLast)
{
    /// <summary>The machine's own paths of other files that may be the configuration, and that the running kernel's line does not rule out; empty when it is certain.</summary>
    public ImmutableArray<string> Others { get; init; } = [];

    /// <summary>The machine's own path of the EFI program that starts only with a configuration of one checksum (<c>limine enroll-config</c>); null when none was seen.</summary>
    public string? EnrolledIn { get; init; }

    /// <summary>True for the form before Limine 8.</summary>
    [JsonIgnore]
    public bool IsOld => LimineLines.IsOld(Path);

    /// <summary>The entry that starts when nobody chooses; null when it is none that starts something, or not known.</summary>
    /// <param name="told">What the loader was told (<c>LoaderEntryDefault</c>), which counts where the file says nothing; null for nothing.</param>
    public LimineEntry? Default(string? told)
    {
        var name = DefaultName ?? told ?? "1";
        var chosen = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Entries.Where(entry => entry.IsVisible).ElementAtOrDefault(Math.Max(0, number - 1))
            : Named(name);
        return chosen is { IsDirectory: false } ? chosen : null;
    }

    /// <summary>The entry with this tree path; null when there is none, or more than one.</summary>
    /// <param name="treePath">See <see cref="LimineEntry.TreePath"/>.</param>
    public LimineEntry? Named(string treePath)
    {
        ImmutableArray<LimineEntry> found = [.. Entries.Where(entry => string.Equals(entry.TreePath, treePath, StringComparison.Ordinal))];
        return found is [var only] ? only : null;
    }

    /// <summary>Where a file that an entry names may lie on the machine; where it is on another partition, any folder at which one is found.</summary>
    /// <param name="file">As the entry names it.</param>
    public ImmutableArray<string> MachinePaths(LimineFile file) =>
    [
        .. (file.IsBeside ? [Place] : BootPartitions.Folders(HostRoots.Live)).Select(place => place.TrimEnd('/') + file.Path),
        .. file.IsBeside ? [file.Path] : Array.Empty<string>(),
    ];

    /// <summary>True when what an entry names may be a file of the machine.</summary>
    /// <param name="file">As the entry names it.</param>
    /// <param name="machinePath">The machine's own path of the file.</param>
    public bool IsSame(LimineFile file, string machinePath) => MachinePaths(file).Contains(machinePath, StringComparer.Ordinal);

    /// <summary>The modules that entries name with a hash and that are among these images.</summary>
    /// <param name="images">The machine's own paths.</param>
    /// <returns>As an entry names each, and the machine's own path of it; each name once.</returns>
    public ImmutableArray<(LimineFile Module, string Image)> Hashed(ImmutableArray<string> images) =>
    [
        .. Entries.SelectMany(entry => entry.Modules)
            .Where(module => module.Hash is not null)
            .DistinctBy(module => (module.Path, module.Hash!.Length))
            .Select(module => (Module: module, Image: images.FirstOrDefault(image => IsSame(module, image))))
            .Where(pair => pair.Image is not null)
            .Select(pair => (pair.Module, pair.Image!)),
    ];
}
