namespace Passthrough.Host.Pci;

/// <summary>Names of device classes (PCI Code and ID Assignment Specification), for machines without a pci.ids and for words in sentences.</summary>
public static class PciClassNames
{
    /// <summary>What kind of device a class is, in words that fit into a sentence.</summary>
    /// <param name="deviceClass">The class.</param>
    public static string Of(PciClass deviceClass) => OfSubclass(deviceClass) ?? OfBase(deviceClass.Base);

    private static string? OfSubclass(PciClass deviceClass) => deviceClass.BaseAndSub switch
    {
        0x0001 => "VGA controller",
        0x0100 => "SCSI controller",
        0x0101 => "IDE controller",
        0x0104 => "RAID controller",
        0x0106 => "SATA controller",
        0x0107 => "SAS controller",
        0x0108 => "NVMe controller",
        0x0200 => "Ethernet controller",
        0x0207 => "InfiniBand controller",
        0x0280 => "network controller",
        0x0300 => "VGA controller",
        0x0302 => "3D controller",
        0x0380 => "display controller",
        0x0400 => "video device",
        0x0401 => "audio device",
        0x0403 => "audio device",
        0x0500 => "RAM memory",
        0x0600 => "host bridge",
        0x0601 => "ISA bridge",
        0x0604 => "PCI bridge",
        0x0607 => "CardBus bridge",
        0x0700 => "serial port",
        0x0703 => "modem",
        0x0780 => "communication controller",
        0x0806 => "IOMMU",
        0x0807 => "event collector",
        0x0805 => "SD controller",
        0x0c00 => "FireWire controller",
        0x0c03 => deviceClass.Code == 0x0c0340 ? "USB4 controller" : "USB controller",
        0x0c05 => "SMBus",
        0x0d11 => "Bluetooth controller",
        0x1080 => "encryption controller",
        _ => null,
    };

    private static string OfBase(byte code) => code switch
    {
        0x00 => "device without a class",
        0x01 => "storage controller",
        0x02 => "network controller",
        0x03 => "display controller",
        0x04 => "multimedia device",
        0x05 => "memory controller",
        0x06 => "bridge",
        0x07 => "communication controller",
        0x08 => "system peripheral",
        0x09 => "input device",
        0x0a => "docking station",
        0x0b => "processor",
        0x0c => "serial bus controller",
        0x0d => "wireless controller",
        0x0e => "intelligent controller",
        0x0f => "satellite controller",
        0x10 => "encryption controller",
        0x11 => "signal processing controller",
        0x12 => "processing accelerator",
        0x13 => "instrumentation",
        _ => "device",
    };
}
