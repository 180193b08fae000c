namespace Passthrough.Host.Storage;

/// <summary>How a disk is attached, from its place in <c>/sys/devices</c>.</summary>
public enum StorageTransport
{
    /// <summary>Not attached to hardware: device mapper, RAID, loop, memory.</summary>
    Virtual,

    /// <summary>NVMe on PCI Express.</summary>
    Nvme,

    /// <summary>NVMe over a network.</summary>
    NvmeFabrics,

    /// <summary>SATA or parallel ATA.</summary>
    Ata,

    /// <summary>USB, whatever protocol it carries.</summary>
    Usb,

    /// <summary>SAS.</summary>
    Sas,

    /// <summary>Fibre Channel.</summary>
    FibreChannel,

    /// <summary>iSCSI.</summary>
    Iscsi,

    /// <summary>Virtio (a disk of a virtual machine).</summary>
    Virtio,

    /// <summary>eMMC or an SD card.</summary>
    Mmc,

    /// <summary>Another SCSI host: a RAID adapter, a hypervisor's disk.</summary>
    Scsi,

    /// <summary>Anything else.</summary>
    Other,
}
