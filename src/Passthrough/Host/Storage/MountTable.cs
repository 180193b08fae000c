using System.Collections.Immutable;

namespace Passthrough.Host.Storage;

/// <summary>Understands <c>/proc/self/mountinfo</c> and <c>/proc/self/mounts</c> (proc(5)).</summary>
public static class MountTable
{
    private static readonly ImmutableArray<string> AnonymousOnDisks = ["btrfs", "zfs", "bcachefs"];

    /// <summary>The mounts that lie on block devices, in the file's order; a line of another form is left out.</summary>
    /// <param name="mountinfo"><c>/proc/self/mountinfo</c>; null when absent.</param>
    public static ImmutableArray<MountPoint> Parse(string? mountinfo)
    {
        var mounts = ImmutableArray.CreateBuilder<MountPoint>();
        foreach (var line in (mountinfo ?? "").Split('\n'))
        {
            // 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw: the optional fields end at a lone dash.
            var fields = line.Split(' ');
            var dash = Array.IndexOf(fields, "-", Math.Min(6, fields.Length));
            if (dash >= 6 && fields.Length > dash + 2 && IsOnDisks(fields[2], fields[dash + 1]))
            {
                mounts.Add(new MountPoint(
                    fields[2], OctalEscapes.Decode(fields[3]), OctalEscapes.Decode(fields[4]), fields[dash + 1], OctalEscapes.Decode(fields[dash + 2]))
                {
                    Options = fields.Length > dash + 3 ? [.. fields[dash + 3].Split(',')] : [],
                });
            }
        }

        return mounts.ToImmutable();
    }

    /// <summary>The mount that a file lies on; null when it is none of those that <see cref="Parse"/> gives.</summary>
    /// <param name="mountinfo"><c>/proc/self/mountinfo</c>; null when absent.</param>
    /// <param name="path">The file's path.</param>
    public static MountPoint? At(string? mountinfo, string path) => Parse(mountinfo)
        .Where(mount => mount.Target is "/" || path.StartsWith(mount.Target + "/", StringComparison.Ordinal))
        .OrderBy(mount => mount.Target.Length)
        .LastOrDefault();

    /// <summary>The same from the shorter table, which knows no device numbers: mounts whose source is a node, and ZFS.</summary>
    /// <param name="mounts"><c>/proc/self/mounts</c>; null when absent.</param>
    public static ImmutableArray<MountPoint> ParseShort(string? mounts) =>
    [
        .. (mounts ?? "").Split('\n')
            .Select(line => line.Split(' '))
            .Where(fields => fields.Length >= 3 && (fields[0].StartsWith('/') || fields[2] is "zfs"))
            .Select(fields => new MountPoint(null, null, OctalEscapes.Decode(fields[1]), fields[2], OctalEscapes.Decode(fields[0]))),
    ];

    private static bool IsOnDisks(string number, string fileSystem) =>
        !number.StartsWith("0:", StringComparison.Ordinal) || AnonymousOnDisks.Contains(fileSystem, StringComparer.Ordinal);
}
