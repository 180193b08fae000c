using System.Collections.Immutable;

namespace Passthrough.Host.Pci;

/// <summary>What the place of a function in <c>/sys/devices</c> says about the bridges above it.</summary>
public static class PciDevicePath
{
    /// <summary>
    /// The bridges between the root bus and a function, nearest to the root first. Only parts after the last root bus (<c>pciDDDD:BB</c>) count: functions behind
    /// Intel's VMD lie on a root bus of their own, and the VMD controller above is no bridge of theirs.
    /// </summary>
    /// <param name="devicePath">A link target such as <c>../../../devices/pci0000:00/0000:00:01.0/0000:01:00.0</c>.</param>
    public static ImmutableArray<PciAddress> Upstream(string devicePath)
    {
        var bridges = ImmutableArray.CreateBuilder<PciAddress>();
        foreach (var part in devicePath.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (PciAddress.TryParse(part, out var address))
            {
                bridges.Add(address);
            }
            else if (part.StartsWith("pci", StringComparison.Ordinal))
            {
                bridges.Clear();
            }
        }

        if (bridges.Count > 0)
        {
            bridges.RemoveAt(bridges.Count - 1);
        }

        return bridges.ToImmutable();
    }

    /// <summary>The PCI function that a device is or lies below, whatever its own kind; null when none is above.</summary>
    /// <param name="devicePath">A link target such as <c>../../devices/pci0000:00/0000:00:14.0/usb1/1-4</c>.</param>
    public static PciAddress? Nearest(string devicePath)
    {
        PciAddress? nearest = null;
        foreach (var part in devicePath.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            // Sysfs always writes the domain; the short form of lspci could be part of another bus's name.
            nearest = part.Count(character => character == ':') == 2 && PciAddress.TryParse(part, out var address) ? address : nearest;
        }

        return nearest;
    }
}
