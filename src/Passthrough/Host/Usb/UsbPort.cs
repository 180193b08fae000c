namespace Passthrough.Host.Usb;

/// <summary>
/// One port of a hub, from <c>/sys/bus/usb/devices/HUB:1.0/HUB-portN/</c> (see the kernel's <c>Documentation/ABI/testing/sysfs-bus-usb</c>). A socket that takes
/// USB 2.0 and 3.x has two of them, each the other's peer.
/// </summary>
public sealed record UsbPort
{
    /// <summary>The folder's name, such as <c>usb1-port4</c> or <c>1-4-port2</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The hub that it belongs to: <c>usb1</c>, <c>1-4</c>.</summary>
    public required string Hub { get; init; }

    /// <summary>The number on the hub, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>How it is wired (file <c>connect_type</c>: <c>hotplug</c>, <c>hardwired</c>, <c>not used</c>, <c>unknown</c>); null when absent.</summary>
    public string? ConnectType { get; init; }

    /// <summary>The port of the other speed behind the same socket (link <c>peer</c>); null when it has none.</summary>
    public string? Peer { get; init; }

    /// <summary>The socket as the firmware counts it (file <c>location</c>; equal numbers mean one socket); null when absent or 0, which means unknown.</summary>
    public uint? Location { get; init; }

    /// <summary>How often too much current was drawn (file <c>over_current_count</c>); null when absent.</summary>
    public uint? OverCurrentCount { get; init; }

    /// <summary>The ACPI name (<c>firmware_node/path</c>), such as <c>\_SB_.PCI0.XHC_.RHUB.HS04</c>; null when absent.</summary>
    public string? FirmwareName { get; init; }

    /// <summary>Where on the case it is (folder <c>physical_location</c>); null when the firmware does not say.</summary>
    public UsbPortPlace? Place { get; init; }

    /// <summary>The USB-C connector that it leads to (link <c>connector</c>), such as <c>port0</c>; null when it leads to none that is known.</summary>
    public string? TypeC { get; init; }

    /// <summary>The name of the device that is plugged in; null when the port is empty.</summary>
    public string? Device { get; init; }
}
