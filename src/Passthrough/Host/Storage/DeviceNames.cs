using System.Collections.Immutable;

namespace Passthrough.Host.Storage;

/// <summary>Finds the device that a text names, as mount(8) and cryptsetup do.</summary>
/// <param name="devices">All devices.</param>
internal sealed class DeviceNames(ImmutableArray<BlockDevice> devices)
{
    private const string Dev = "/dev/";

    private static readonly ImmutableArray<(string Tag, string Folder)> Tags =
        [("UUID=", "by-uuid"), ("LABEL=", "by-label"), ("PARTUUID=", "by-partuuid"), ("PARTLABEL=", "by-partlabel"), ("ID=", "by-id")];

    private readonly Dictionary<string, string> byName = First(devices.Select(device => (device.Name, device.Name)));
    private readonly Dictionary<string, string> byMapping = First(devices.Where(device => device.MappingName is not null).Select(device => (device.MappingName!, device.Name)));
    private readonly Dictionary<string, string> byLink = First(devices.SelectMany(device => device.Links.Select(link => (DiskLinks.Unescape(link), device.Name))));

    /// <summary>The name in sysfs; null when the text names no device that is there.</summary>
    /// <param name="text"><c>/dev/sda1</c>, <c>/dev/mapper/NAME</c>, <c>/dev/VG/LV</c>, <c>/dev/disk/by-id/NAME</c>, <c>UUID=ID</c> and the like.</param>
    public string? Find(string text)
    {
        foreach (var (tag, folder) in Tags)
        {
            if (text.StartsWith(tag, StringComparison.Ordinal))
            {
                return byLink.GetValueOrDefault($"{folder}/{text[tag.Length..].Trim('"')}");
            }
        }

        if (!text.StartsWith(Dev, StringComparison.Ordinal))
        {
            return null;
        }

        var name = text[Dev.Length..];
        return byName.GetValueOrDefault(name.Replace('/', '!')) ?? name.Split('/', 2) switch
        {
            ["mapper", var mapping] => byMapping.GetValueOrDefault(mapping),
            ["disk", var link] => byLink.GetValueOrDefault(DiskLinks.Unescape(link)),
            ["md", _] => byLink.GetValueOrDefault(DiskLinks.Unescape(name)),

            // LVM doubles the dashes of both names and puts one between them.
            [var group, var volume] => byMapping.GetValueOrDefault($"{group.Replace("-", "--", StringComparison.Ordinal)}-{volume.Replace("-", "--", StringComparison.Ordinal)}"),
            _ => null,
        };
    }

    private static Dictionary<string, string> First(IEnumerable<(string Key, string Name)> pairs)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, name) in pairs)
        {
            found.TryAdd(key, name);
        }

        return found;
    }
}
