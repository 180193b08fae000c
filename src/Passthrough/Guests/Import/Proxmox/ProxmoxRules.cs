using System.Collections.Immutable;

namespace Passthrough.Guests.Import.Proxmox;

/// <summary>What is known of settings of Proxmox VE that the description has no word for.</summary>
internal static class ProxmoxRules
{
    private const string Cluster = "it is about how Proxmox keeps the guest";
    private const string Made = "it is made for the devices that need it";

    /// <summary>What changes nothing when it is left out.</summary>
    public static ImmutableArray<ImportRule> Harmless { get; } =
    [
        new("meta/meta", null, Cluster),
        new("digest/digest", null, Cluster),
        new("parent/parent", null, Cluster),
        new("snaptime/snaptime", null, Cluster),
        new("lock/lock", null, Cluster),
        new("protection/protection", null, Cluster),
        new("template/template", "0", Cluster),
        new("onboot/onboot", "0", Cluster),
        new("numa/numa", "0", "nodes follow from pinned cores"),
        new("tablet/tablet", null, "a tablet is there in a SPICE window"),
        new("keephugepages/keephugepages", null, "huge pages are reserved for this machine, not for a guest"),
        new("acpi/acpi", "1", "every guest is like that"),
        new("kvm/kvm", "1", "what runs guests of which nothing is said"),
        new("scsihw/scsihw", "virtio-scsi-pci|virtio-scsi-single", Made),
        new("efidisk/efidisk0/@size", null, Cluster),
        new("efidisk/efidisk0/@efitype", null, "this machine's firmware is taken"),
        new("tpmstate/tpmstate0/@size", null, Cluster),
        new("hostpci/*/@rombar", "1", "every guest is like that"),
        new("hostpci/*/@x-vga", "0", "every guest is like that"),
        new("usb/*/@usb3", null, "the USB controller is xHCI"),
        new("agent/agent/@type", "virtio", "every guest is like that"),
        new("*/*/@backup", null, Cluster),
        new("*/*/@replicate", null, Cluster),
        new("*/*/@iothread", "0", "every guest is like that"),
        new("*/*/@ssd", null, "systems tell from discard that space may be freed"),
        new("net/*/@link_down", "0", "every guest is like that"),
        new("vga/vga/@memory", null, "the sizes are QEMU's own choice"),
    ];

    /// <summary>Why other settings are not kept, where there is more to say than that the description has no word for them.</summary>
    public static ImmutableArray<ImportRule> Reasons { get; } =
    [
        new("onboot/**", null, "guests are started by the person: passthrough guest start"),
        new("startup/**", null, "guests are started by the person: passthrough guest start"),
        new("hookscript/**", null, "no script runs beside a guest; what is needed before the start is done by passthrough itself"),
        new("numa/**", null, "nodes follow from pinned cores (cpu: cores)"),
        new("scsihw/**", null, "SCSI disks are on a virtio controller; the guest's system needs its driver (vioscsi)"),
        new("net/*/@firewall", null, "there is no firewall of Proxmox here"),
        new("net/*/@tag", null, "the bridge itself is in the VLAN"),
        new("unused/**", null, "the guest does not use the disk"),
        new("vmgenid/**", null, "the guest's system sees no generation id; domain controllers and databases treat that as before snapshots"),
        new("smbios/**", null, "what the guest's firmware says of its maker is QEMU's"),
        new("rng/**", null, "systems since Windows 10 and Linux 5.6 need no random numbers of the host"),
        new("virtiofs/**", null, "which folder is meant says the cluster; write it under 'shares'"),
        new("cpu/**", null, "single features of the processor are not chosen: the guest sees the machine's own"),
        new("serial/**", null, ImportRule.OneSerialPort),
        new("tags/**", null, "guests have a name alone; a comment in passthrough.yaml can say more"),
        new("description/**", null, "guests have a name alone; a comment in passthrough.yaml can say more"),
    ];
}
