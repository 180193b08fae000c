using Passthrough.Host;
using Passthrough.Host.Pci;

namespace Passthrough.Readiness;

/// <summary>Names of functions in the words of findings and views.</summary>
public static class DeviceWords
{
    /// <summary>The short names of vendors that people know by them.</summary>
    /// <param name="device">A function.</param>
    public static string Vendor(PciDevice device) => device.Identity.Vendor switch
    {
        0x1002 => "AMD",
        0x1022 => "AMD",
        0x10de => "NVIDIA",
        0x8086 => "Intel",
        0x1a03 => "ASPEED",
        0x102b => "Matrox",
        _ => device.VendorName ?? $"vendor {device.Identity.Vendor:x4}",
    };

    /// <summary>Vendor and device as people call them: <c>AMD Navi 21 [Radeon RX 6800]</c>; ids when no list of names is there.</summary>
    /// <param name="device">A function.</param>
    public static string Name(PciDevice device) => device.DeviceName is { } name ? $"{Vendor(device)} {name}" : $"{Vendor(device)} device {device.Identity.Device:x4}";

    /// <summary>What kind of device a class is.</summary>
    /// <param name="deviceClass">The class.</param>
    public static string Kind(PciClass deviceClass) => PciClassNames.Of(deviceClass);

    /// <summary>Everything that tells a function from others: <c>[8086:10d3] class 0200, Ethernet controller, driver e1000e</c>.</summary>
    /// <param name="device">A function.</param>
    public static string Describe(PciDevice device) =>
        $"{Name(device)} [{device.Identity.Ids}], class {device.Class} ({Kind(device.Class)}), {(device.Driver is { } driver ? $"driver {driver}" : "no driver")}";

    /// <summary>Where sysfs shows the function.</summary>
    /// <param name="address">Its address.</param>
    public static string SysfsPath(PciAddress address) => HostRoots.Live.Sys($"bus/pci/devices/{address}");
}
