using Passthrough.Host.Snapshots;

namespace Passthrough.Cli.Views;

/// <summary>What a snapshot holds and what it does not.</summary>
internal static class SnapshotView
{
    /// <summary>The lines.</summary>
    /// <param name="result">The snapshot that was written.</param>
    /// <param name="isRoot">True when the machine was read as root.</param>
    /// <param name="width">Columns.</param>
    public static IEnumerable<string> Lines(SnapshotResult result, bool isRoot, int width)
    {
        var manifest = result.Manifest;
        yield return $"Written: {TextLayout.Plain(result.File)}, {(result.Bytes + 1023) / 1024} KiB, {Count(manifest.Entries, "file or link", "files and links")}.";
        yield return manifest.Removed.IsEmpty ? "Nothing personal was found in what was read." : "Looked for, and replaced by made-up values, the same everywhere:";
        foreach (var line in TextLayout.Columns([.. manifest.Removed.Select(removed => new[] { removed.Count.ToString(), Words(removed.Kind) })], width, "  "))
        {
            yield return line;
        }

        if (!manifest.LeftOut.IsEmpty)
        {
            yield return $"Left out: {Count(manifest.LeftOut.Length, "file", "files")}.";
            foreach (var file in manifest.LeftOut)
            {
                yield return TextLayout.Cut(TextLayout.Plain($"  {file.Path}: {file.Reason}"), width);
            }
        }

        var refused = manifest.CountNotReadable();
        if (refused > 0 && !isRoot)
        {
            var words = $"{Count(refused, "file or folder", "files and folders")} could not be read without root; the snapshot says so where it is read. As root it would also tell what is in them, and who holds the cards.";
            foreach (var line in TextLayout.Wrap(words, width))
            {
                yield return line;
            }
        }

        yield return $"Read it with: passthrough check --host {TextLayout.Plain(result.File)}";
    }

    private static string Count(int count, string one, string many) => $"{count} {(count == 1 ? one : many)}";

    private static string Words(PersonalKind kind) => kind switch
    {
        PersonalKind.Serial => "serial numbers and world-wide names",
        PersonalKind.Uuid => "UUIDs and machine-ids",
        PersonalKind.MacAddress => "hardware addresses (MAC)",
        PersonalKind.IpAddress => "IP addresses",
        PersonalKind.UserName => "login names",
        PersonalKind.UserId => "numbers of users and groups",
        PersonalKind.HostName => "names of machines",
        PersonalKind.Label => "labels of file systems",
        PersonalKind.Secret => "passwords, keys and places in a network",
        _ => "e-mail addresses",
    };
}
