using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Storage;

/// <summary>The names that udev gives block devices: links below <c>/dev/disk</c>, and those of RAIDs in <c>/dev/md</c>.</summary>
public static class DiskLinks
{
    private const int MostDepth = 2;

    /// <summary>
    /// The folders below <c>/dev/disk</c> whose link names carry serial numbers, ids of volumes or names that the owner gave: a picture of a machine that leaves the house hides them. Newer udev
    /// makes folders of these names below <c>by-path/*-part</c> too.
    /// </summary>
    public static ImmutableArray<string> PersonalFolders { get; } = ["by-diskseq", "by-id", "by-label", "by-partlabel", "by-partuuid", "by-uuid"];

    /// <summary>Which device each link leads to.</summary>
    /// <param name="reader">The machine.</param>
    /// <returns>Links (<c>by-id/NAME</c>, <c>md/NAME</c>) by device name, ordered.</returns>
    public static ILookup<string, string> Read(MachineReader reader)
    {
        var found = new List<(string Device, string Link)>();
        var folders = (reader.List(reader.Roots.Dev("disk")) ?? []).Where(name => name.StartsWith("by-", StringComparison.Ordinal));
        foreach (var (folder, path) in folders.Select(folder => (folder, reader.Roots.Dev($"disk/{folder}"))).Append(("md", reader.Roots.Dev("md"))))
        {
            Add(reader, path, folder, MostDepth, found);
        }

        return found.ToLookup(pair => pair.Device, pair => pair.Link, StringComparer.Ordinal);
    }

    // by-path/DISK-part/by-uuid/ID is the deepest.
    private static void Add(MachineReader reader, string path, string name, int depth, List<(string Device, string Link)> found)
    {
        foreach (var entry in reader.List(path) ?? [])
        {
            if (reader.ReadLink($"{path}/{entry}") is { } target)
            {
                found.Add((DeviceOf(target), $"{name}/{entry}"));
            }
            else if (depth > 0)
            {
                Add(reader, $"{path}/{entry}", $"{name}/{entry}", depth - 1, found);
            }
        }
    }

    /// <summary>The device's name in sysfs, from a link's target such as <c>../../sda1</c> or <c>../../cciss/c0d0</c>.</summary>
    /// <param name="target">The target as it is written in the link.</param>
    public static string DeviceOf(string target)
    {
        const string Up = "../";
        const string Dev = "/dev/";
        while (target.StartsWith(Up, StringComparison.Ordinal))
        {
            target = target[Up.Length..];
        }

        return (target.StartsWith(Dev, StringComparison.Ordinal) ? target[Dev.Length..] : target).Replace('/', '!');
    }

    /// <summary>A name without udev's escapes: <c>EFI\x20System</c> is <c>EFI System</c>. What is no escape stays.</summary>
    /// <param name="name">A link's name.</param>
    public static string Unescape(string name)
    {
        if (!name.Contains('\\', StringComparison.Ordinal))
        {
            return name;
        }

        var bytes = new List<byte>();
        for (var index = 0; index < name.Length; index++)
        {
            if (name[index] == '\\' && index + 3 < name.Length && name[index + 1] == 'x'
                && byte.TryParse(name.AsSpan(index + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
                index += 3;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(name, index, 1));
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
