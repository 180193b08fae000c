using System.Collections.Immutable;

namespace Passthrough.Host.Usb;

/// <summary>Decides what a device is good for.</summary>
public static class UsbUses
{
    private const byte PerInterface = 0x00;
    private const byte Miscellaneous = 0xef;

    /// <summary>The uses of a device, each once, in the order of the enumeration; <see cref="UsbUse.Other"/> alone when none is known.</summary>
    /// <param name="device">The device.</param>
    public static ImmutableArray<UsbUse> Of(UsbDevice device)
    {
        var uses = device.Interfaces.Select(Of).ToHashSet();
        if (device.Class is not (PerInterface or Miscellaneous))
        {
            uses.Add(Of(device.Class, device.Subclass, device.Protocol));
        }

        // Much hardware says "vendor specific" and is told by its driver alone; where something is known, that an interface is not adds nothing.
        if (uses.Count > 1)
        {
            uses.Remove(UsbUse.Other);
        }

        if (uses.Overlaps([UsbUse.Keyboard, UsbUse.Mouse]))
        {
            uses.Remove(UsbUse.OtherInput);
        }

        return uses.Count == 0 ? [UsbUse.Other] : [.. uses.Order()];
    }

    private static UsbUse Of(UsbInterface part) => part.Driver switch
    {
        "btusb" or "ath3k" or "bpa10x" => UsbUse.Bluetooth,
        "usb-storage" or "uas" or "rtsx_usb" or "ums-realtek" => UsbUse.Storage,
        "snd-usb-audio" => UsbUse.Audio,
        "uvcvideo" => UsbUse.Video,
        "r8152" or "ax88179_178a" or "asix" or "cdc_ether" or "cdc_ncm" or "cdc_mbim" or "rndis_host" or "lan78xx" => UsbUse.Network,
        "ftdi_sio" or "pl2303" or "cp210x" or "ch341" or "cdc_acm" or "option" => UsbUse.Serial,
        "usblp" => UsbUse.Printer,
        _ => Of(part.Class, part.Subclass, part.Protocol),
    };

    private static UsbUse Of(byte group, byte subclass, byte protocol) => (group, subclass, protocol) switch
    {
        (0x03, 0x01, 0x01) => UsbUse.Keyboard,
        (0x03, 0x01, 0x02) => UsbUse.Mouse,
        (0x03, _, _) => UsbUse.OtherInput,
        (0x01, _, _) => UsbUse.Audio,
        // Abstract control is a modem or a serial port; the other communication models of importance carry Ethernet frames.
        (0x02, 0x02, _) => UsbUse.Serial,
        (0x02, 0x06 or 0x0a or 0x0c or 0x0d or 0x0e, _) => UsbUse.Network,
        (0x06, _, _) => UsbUse.Imaging,
        (0x07, _, _) => UsbUse.Printer,
        (0x08, _, _) => UsbUse.Storage,
        (0x09, _, _) => UsbUse.Hub,
        (0x0b, _, _) => UsbUse.SmartCard,
        (0x0e, _, _) => UsbUse.Video,
        (0xe0, 0x01, 0x01 or 0x04) => UsbUse.Bluetooth,
        (0xe0, 0x01, 0x03) => UsbUse.Network,
        _ => UsbUse.Other,
    };
}
