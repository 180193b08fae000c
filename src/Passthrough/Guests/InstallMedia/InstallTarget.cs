using Passthrough.Guests.Devices;
using Passthrough.Guests.Disks;
using Passthrough.Guests.Firmware;
using Passthrough.Host;
using Passthrough.Host.Usb;

namespace Passthrough.Guests.InstallMedia;

/// <summary>Decides whether the disk to install on is certain. An answer file names it by a number that Windows gives out: with several disks that number is nobody's to know, and the wrong one would be wiped.</summary>
public static class InstallTarget
{
    private const byte StorageClass = 0x01;

    /// <summary>Why Setup has to ask where to install.</summary>
    /// <param name="guest">The guest as it is while its system is being installed.</param>
    /// <param name="host">The machine's facts.</param>
    /// <returns>Null when the guest has exactly one disk, for UEFI.</returns>
    public static string? ReasonToAsk(GuestSpec guest, HostFacts host)
    {
        var disks = guest.Disks.Where(disk => disk.Kind == GuestDiskKind.Disk).ToList();
        return guest.Firmware.Kind != GuestFirmwareKind.Uefi ? "the guest starts from a BIOS, and a disk can be laid out beforehand only for UEFI"
            : disks is [] ? "the guest has no disk"
            : disks is [{ IsReadOnly: true }] ? "the guest may not write its only disk"
            : disks.Count > 1 ? $"the guest has {disks.Count} disks, and which one Windows numbers first is not known"
            : guest.Devices.FirstOrDefault(device => MayHoldDisks(device, host)) is { } device ? $"{device.Device.Address} may bring disks of its own"
            : guest.Usb.FirstOrDefault(usb => MayHoldDisks(usb, host)) is { } usb ? $"the USB device {usb} may be a disk"
            : null;
    }

    private static bool MayHoldDisks(PassedDevice device, HostFacts host) =>
        host.Pci.Find(device.Device.Address) is not { } found || found.Class.Base == StorageClass || found.Class.IsUsbController;

    private static bool MayHoldDisks(PassedUsb usb, HostFacts host) =>
        host.Usb.Devices.FirstOrDefault(device => string.Equals(usb.IsById ? device.Ids : device.Name, usb.ToString(), StringComparison.OrdinalIgnoreCase)) is not { } found
        || found.Interfaces.IsEmpty || found.Uses.Contains(UsbUse.Storage);
}
