using System.Collections.Immutable;

namespace Passthrough.Guests.Import.Quickemu;

/// <summary>What is known of quickemu's settings that the description has no word for.</summary>
internal static class QuickemuRules
{
    private const string Runner = "how QEMU is spoken to is passthrough's or libvirt's affair";

    /// <summary>What changes nothing when it is left out.</summary>
    public static ImmutableArray<ImportRule> Harmless { get; } =
    [
        new("disk_size", null, "it is for a disk that is still to be made"),
        new("preallocation", null, "it is for a disk that is still to be made"),
        new("display", "spice|spice-app", "the window is SPICE's"),
        new("viewer", null, "the window is SPICE's, and virt-viewer shows it"),
        new("width", null, "the system in the guest chooses its resolution"),
        new("height", null, "the system in the guest chooses its resolution"),
        new("monitor", null, Runner),
        new("monitor_cmd", null, Runner),
        new("monitor_telnet_port", null, Runner),
        new("monitor_telnet_host", null, Runner),
        new("serial", "socket|none", Runner),
        new("serial_telnet_port", null, Runner),
        new("serial_telnet_host", null, Runner),
        new("spice_port", null, Runner),
        new("usb_controller", null, "the USB controller is xHCI"),
        new("keyboard", "ps2|usb", "a PS/2 keyboard is always there"),
        new("mouse", "ps2|usb|tablet", "a tablet is there in a SPICE window"),
        new("sound_card", "intel-hda", "the SPICE window plays sound"),
        new("sound_duplex", null, "it is the sound card's codec"),
        new("arch", "x86_64", "every guest is like that"),
        new("macos_release", null, "told with guest_os"),
    ];

    /// <summary>Why other settings are not kept, where there is more to say than that the description has no word for them.</summary>
    public static ImmutableArray<ImportRule> Reasons { get; } =
    [
        new("display", null, "the window is SPICE's"),
        new("port_forwards", null, "ports are not passed on through NAT; a bridge makes the guest a machine of the network"),
        new("ssh_port", null, "ports are not passed on through NAT; a bridge makes the guest a machine of the network"),
        new("public_dir", null, "folders are shared by virtiofs; write it under 'shares'"),
        new("floppy", null, "a guest has no floppy drive"),
        new("img", null, "of disks only disk_img is kept"),
    ];
}
