namespace Passthrough.Planning.Bridges;

/// <summary>A file that makes a bridge. It was not there before: names that are taken are refused.</summary>
internal static class BridgeFile
{
    private const string Heading = "# Written by passthrough; 'passthrough network bridge --undo' takes it away.\n";

    /// <summary>The change that writes it.</summary>
    /// <param name="id">See <see cref="Change"/>.</param>
    /// <param name="title">See <see cref="Change"/>.</param>
    /// <param name="reason">See <see cref="Change"/>.</param>
    /// <param name="path">The machine's own path.</param>
    /// <param name="text">All of it but the heading.</param>
    /// <param name="mode">The permission bits.</param>
    public static FileChange New(string id, string title, string reason, string path, string text, int mode) =>
        new(id, title, reason, path, null, Heading + text, mode, UnifiedDiff.Between(path, null, Heading + text));
}
