using Passthrough.Host.Reading;

namespace Passthrough.Host.Storage;

/// <summary>Finds where a partition is mounted that is known by its own id (udev's <c>/dev/disk/by-partuuid</c>).</summary>
internal static class PartitionPlace
{
    /// <summary>The machine's own path of the folder at which the partition's whole file system is found; null when it is not mounted, or not known.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="partition">As Linux names it (<c>PARTUUID</c>, lower case).</param>
    public static string? Find(MachineReader reader, string partition)
    {
        var roots = reader.Roots;
        if (reader.ReadLink(roots.Dev($"disk/by-partuuid/{partition}")) is not { } link)
        {
            return null;
        }

        var device = DiskLinks.DeviceOf(link);
        var number = reader.ReadLine(roots.Sys($"class/block/{device}/dev"));
        var node = HostRoots.Live.Dev(device.Replace('!', '/'));
        return (StorageReader.ReadMounts(reader) ?? []).FirstOrDefault(mount =>
            mount.Number is null ? string.Equals(mount.Source, node, StringComparison.Ordinal) : mount.Root is "/" && string.Equals(mount.Number, number, StringComparison.Ordinal))?.Target;
    }
}
