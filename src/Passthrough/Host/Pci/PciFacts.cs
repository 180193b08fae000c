using System.Collections.Immutable;

namespace Passthrough.Host.Pci;

/// <summary>All PCI functions of the machine, from <c>/sys/bus/pci/devices</c>.</summary>
/// <param name="Devices">Ordered by address; empty on a machine without PCI or when <c>/sys</c> is absent.</param>
public sealed record PciFacts(ImmutableArray<PciDevice> Devices)
{
    /// <summary>Ordered by address, in whichever order they are given; empty on a machine without PCI or when <c>/sys</c> is absent.</summary>
    public ImmutableArray<PciDevice> Devices { get; init => field = Ordered(value); } = Ordered(Devices);

    /// <summary>The physical slots that the firmware or a hotplug driver names, from <c>/sys/bus/pci/slots</c>, ordered by name; empty when there are none.</summary>
    public ImmutableArray<PciSlot> Slots { get; init; } = [];

    /// <summary>The function at an address; null when there is none.</summary>
    public PciDevice? Find(PciAddress address)
    {
        var low = 0;
        var high = Devices.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = Devices[middle].Address.CompareTo(address);
            if (order == 0)
            {
                return Devices[middle];
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    /// <summary>The bridges above a function, root port first, as far as they are among the functions.</summary>
    /// <param name="device">A function.</param>
    public IEnumerable<PciDevice> BridgesAbove(PciDevice device) => device.Upstream.Select(Find).OfType<PciDevice>();

    private static ImmutableArray<PciDevice> Ordered(ImmutableArray<PciDevice> devices)
    {
        for (var index = 1; index < devices.Length; index++)
        {
            if (devices[index - 1].Address > devices[index].Address)
            {
                return [.. devices.OrderBy(device => device.Address)];
            }
        }

        return devices;
    }
}
