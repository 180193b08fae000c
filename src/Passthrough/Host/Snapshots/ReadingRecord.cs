using System.Collections.Immutable;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Snapshots;

/// <summary>Keeps everything that a <see cref="MachineReader"/> reads, so that a folder can be made of it in which the same is read again. Not for several threads.</summary>
internal sealed class ReadingRecord : IReadingObserver
{
    private readonly Dictionary<string, SnapshotEntry> entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReadProblem> refused = new(StringComparer.Ordinal);
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> lengths = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void File(string path, byte[] bytes, int mode) => entries[path] = SnapshotEntry.File(path, bytes, mode);

    /// <inheritdoc/>
    public void Link(string path, string target) => entries[path] = SnapshotEntry.Link(path, target);

    /// <inheritdoc/>
    public void Folder(string path, IReadOnlyList<string> names)
    {
        entries.TryAdd(path, SnapshotEntry.Folder(path));
        var prefix = path is "/" ? "/" : path + "/";
        foreach (var name in names)
        {
            this.names.Add(prefix + name);
        }
    }

    /// <inheritdoc/>
    public void Found(string path, bool isFolder)
    {
        if (isFolder)
        {
            entries.TryAdd(path, SnapshotEntry.Folder(path));
        }
        else
        {
            names.Add(path);
        }
    }

    /// <inheritdoc/>
    public void Length(string path, long bytes)
    {
        names.Add(path);
        lengths[path] = bytes;
    }

    /// <inheritdoc/>
    public void Refused(string path, ReadProblem problem) => refused.TryAdd(path, problem with { Path = path });

    /// <summary>
    /// Everything, ordered by path. What was seen in a listing, or only asked for, and not looked into is an empty file, unless it has to be a folder for what lies
    /// below it. The machine's root itself is not among it.
    /// </summary>
    public ImmutableArray<SnapshotEntry> Entries()
    {
        var all = new SortedDictionary<string, SnapshotEntry>(entries, StringComparer.Ordinal);
        foreach (var path in entries.Keys.Concat(names))
        {
            for (var end = path.LastIndexOf('/'); end > 0 && all.TryAdd(path[..end], SnapshotEntry.Folder(path[..end])); end = path.LastIndexOf('/', end - 1))
            {
            }
        }

        foreach (var name in names)
        {
            all.TryAdd(name, SnapshotEntry.File(name, []));
        }

        all.Remove("/");
        return [.. all.Values];
    }

    /// <summary>
    /// What could not be read, ordered by path: refused by the kernel, or named in its folder and yet absent when it was opened, as files of devices are that have
    /// nothing to say. What is simply not there is not among it.
    /// </summary>
    public ImmutableArray<ReadProblem> Refusals() =>
    [
        .. refused.Values
            .Where(problem => !MachineReader.IsAbsent(problem.Errno) || (names.Contains(problem.Path) && !entries.ContainsKey(problem.Path)))
            .OrderBy(problem => problem.Path, StringComparer.Ordinal),
    ];

    /// <summary>Files of which only the length was asked for, ordered by path.</summary>
    public ImmutableArray<FileLength> Lengths() => [.. lengths.Select(pair => new FileLength(pair.Key, pair.Value))];
}
