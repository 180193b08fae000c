namespace Passthrough.Sessions;

/// <summary>Tells of files that appear in a folder, are replaced, or go (inotify(7)).</summary>
internal static class FolderWatch
{
    /// <summary>Begins to watch.</summary>
    /// <param name="folder">The folder; is there.</param>
    /// <param name="filter">The file's name, or <c>*</c> for all.</param>
    /// <param name="changed">Is released with each change.</param>
    /// <returns>Watches until it is disposed of.</returns>
    public static FileSystemWatcher Begin(string folder, string filter, SemaphoreSlim changed)
    {
        var watcher = new FileSystemWatcher(folder, filter) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite };
        watcher.Created += (_, _) => changed.Release();
        watcher.Renamed += (_, _) => changed.Release();
        watcher.Deleted += (_, _) => changed.Release();
        watcher.EnableRaisingEvents = true;
        return watcher;
    }
}
