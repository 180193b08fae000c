namespace Passthrough.Sessions;

/// <summary>Tells of files that appear in a folder, change, are replaced, or go (inotify(7)).</summary>
internal static class FolderWatch
{
    /// <summary>Begins to watch.</summary>
    /// <param name="folder">The folder; is there.</param>
    /// <param name="filter">The file's name, or <c>*</c> for all.</param>
    /// <param name="kinds">What of a file is looked at.</param>
    /// <param name="changed">Is called with each change, and when changes were lost because they came too fast; from any thread.</param>
    /// <returns>Watches until it is disposed of.</returns>
    public static FileSystemWatcher Begin(string folder, string filter, NotifyFilters kinds, Action changed)
    {
        var watcher = new FileSystemWatcher(folder, filter) { NotifyFilter = kinds };
        watcher.Created += (_, _) => changed();
        watcher.Changed += (_, _) => changed();
        watcher.Renamed += (_, _) => changed();
        watcher.Deleted += (_, _) => changed();
        watcher.Error += (_, _) => changed();
        watcher.EnableRaisingEvents = true;
        return watcher;
    }
}
