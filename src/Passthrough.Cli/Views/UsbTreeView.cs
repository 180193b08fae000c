using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host.Usb;

namespace Passthrough.Cli.Views;

/// <summary>Buses, ports and interfaces in the form of <c>lsusb -t</c>, which people know and can lay beside it.</summary>
internal static class UsbTreeView
{
    // The words of lsusb for classes (usbutils, lsusb-t.c), so that both trees read the same.
    private static readonly ImmutableDictionary<byte, string> ClassNames = new Dictionary<byte, string>
    {
        [0x00] = ">ifc",
        [0x01] = "Audio",
        [0x02] = "Communications",
        [0x03] = "Human Interface Device",
        [0x05] = "Physical Interface Device",
        [0x06] = "Imaging",
        [0x07] = "Printer",
        [0x08] = "Mass Storage",
        [0x09] = "Hub",
        [0x0a] = "CDC Data",
        [0x0b] = "Chip/SmartCard",
        [0x0d] = "Content Security",
        [0x0e] = "Video",
        [0x0f] = "Personal Healthcare",
        [0xdc] = "Diagnostic",
        [0xe0] = "Wireless",
        [0xef] = "Miscellaneous Device",
        [0xfe] = "Application Specific Interface",
        [0xff] = "Vendor Specific Class",
    }.ToImmutableDictionary();

    /// <summary>The tree as plain lines, as long as those of <c>lsusb</c> are.</summary>
    /// <param name="usb">The machine's USB.</param>
    public static IEnumerable<string> Lines(UsbFacts usb)
    {
        var children = usb.Devices.ToLookup(device => UsbNames.HubOf(device.Name)!, StringComparer.Ordinal);
        return usb.Controllers
            .SelectMany(controller => controller.Buses.Select(bus => (Controller: controller, Bus: bus)))
            .OrderBy(pair => pair.Bus.Number)
            .SelectMany(pair => Branches(children, $"usb{pair.Bus.Number}", "    ").Prepend(Root(pair.Controller, pair.Bus)))
            .Select(TextLayout.Plain);
    }

    private static string Root(UsbController controller, UsbBus bus) =>
        $"/:  Bus {Three(bus.Number)}.Port 001: Dev 001, Class=root_hub, Driver={controller.Driver ?? "[none]"}/{bus.PortCount}p, {UsbWords.Speed(bus.Speed)}";

    private static IEnumerable<string> Branches(ILookup<string, UsbDevice> children, string hub, string indent)
    {
        foreach (var device in children[hub])
        {
            var head = $"{indent}|__ Port {Three(UsbNames.PortNumber(hub, UsbNames.PortOf(device.Name)!))}: Dev {Three(device.Number)}";
            foreach (var part in device.Interfaces)
            {
                var ports = device.PortCount > 0 ? $"/{device.PortCount}p" : "";
                yield return $"{head}, If {part.Number}, Class={ClassName(part.Class)}, Driver={part.Driver ?? "[none]"}{ports}, {UsbWords.Speed(device.Speed)}";
            }

            if (device.Interfaces.IsEmpty)
            {
                yield return $"{head}, Class={ClassName(device.Class)}, Driver=[none], {UsbWords.Speed(device.Speed)}";
            }

            foreach (var line in Branches(children, device.Name, indent + "    "))
            {
                yield return line;
            }
        }
    }

    private static string ClassName(byte code) => ClassNames.GetValueOrDefault(code, "'bInterfaceClass 0x" + code.ToString("x2", CultureInfo.InvariantCulture) + " not yet handled'");

    private static string Three(int? number) => number?.ToString("000", CultureInfo.InvariantCulture) ?? "???";
}
