using System.Collections.Immutable;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Usb;

/// <summary>Which disks a USB device is.</summary>
internal static class UsbDisks
{
    /// <summary>The names of the block devices below a USB device, partitions among them (<c>/sys/class/block</c>).</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="device">The device's name, such as <c>1-4.2</c>.</param>
    public static ImmutableArray<string> Of(MachineReader reader, string device)
    {
        var folder = reader.Roots.Sys("class/block");
        return [.. (reader.List(folder) ?? []).Where(name => reader.ReadLink($"{folder}/{name}")?.Split('/').Contains(device, StringComparer.Ordinal) == true)];
    }
}
