using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Storage;

/// <summary>What the place of a block device in <c>/sys/devices</c> says about its attachment.</summary>
public static class DevicePlace
{
    private static readonly ImmutableArray<(string Prefix, StorageTransport Transport)> Marks =
    [
        ("usb", StorageTransport.Usb),
        ("ata", StorageTransport.Ata),
        ("nvme", StorageTransport.Nvme),
        ("virtio", StorageTransport.Virtio),
        ("mmc_host", StorageTransport.Mmc),
        ("rport-", StorageTransport.FibreChannel),
        ("session", StorageTransport.Iscsi),
        ("end_device-", StorageTransport.Sas),
    ];

    /// <summary>The nearest PCI function above; null when there is none.</summary>
    /// <param name="devicePath">A link target such as <c>../../devices/pci0000:00/0000:00:17.0/ata3/host2/target2:0:0/2:0:0:0/block/sda</c>.</param>
    public static PciAddress? Controller(string devicePath)
    {
        PciAddress? nearest = null;
        foreach (var part in devicePath.Split('/'))
        {
            if (PciAddress.TryParse(part, out var address))
            {
                nearest = address;
            }
        }

        return nearest;
    }

    /// <summary>How a disk is attached.</summary>
    /// <param name="devicePath">As for <see cref="Controller"/>.</param>
    public static StorageTransport Transport(string devicePath)
    {
        var parts = devicePath.Split('/');
        if (parts.Contains("nvme-fabrics", StringComparer.Ordinal))
        {
            return StorageTransport.NvmeFabrics;
        }

        if (parts.Contains("nvme-subsystem", StringComparer.Ordinal))
        {
            return StorageTransport.Nvme;
        }

        // The outermost mark counts: a SATA disk in a USB case is attached by USB.
        foreach (var part in parts.TakeWhile(part => part is not "block"))
        {
            var mark = Marks.FirstOrDefault(mark => part.StartsWith(mark.Prefix, StringComparison.Ordinal) && IsNumber(part[mark.Prefix.Length..]));
            if (mark.Prefix is not null)
            {
                return mark.Transport;
            }
        }

        return parts.Contains("virtual", StringComparer.Ordinal) ? StorageTransport.Virtual
            : parts.Any(part => part.StartsWith("host", StringComparison.Ordinal) && IsNumber(part[4..])) ? StorageTransport.Scsi
            : StorageTransport.Other;
    }

    private static bool IsNumber(string rest) => rest.All(character => char.IsAsciiDigit(character) || character is ':' or '-');
}
