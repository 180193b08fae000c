using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Pci;

/// <summary>Reads <c>/sys/bus/pci/devices</c>, each function once, and names from the system's pci.ids.</summary>
public static class PciReader
{
    /// <summary>All PCI functions, ordered by address.</summary>
    /// <param name="reader">The machine.</param>
    public static PciFacts Read(MachineReader reader)
    {
        var folder = reader.Roots.Sys("bus/pci/devices");
        var devices = new List<PciDevice>();
        foreach (var name in reader.List(folder) ?? [])
        {
            if (PciAddress.TryParse(name, out var address) && ReadDevice(reader, $"{folder}/{name}", address) is { } device)
            {
                devices.Add(device);
            }
        }

        devices.Sort((left, right) => left.Address.CompareTo(right.Address));
        return new PciFacts(WithNames(devices, ReadNames(reader, devices)));
    }

    private static PciDevice? ReadDevice(MachineReader reader, string folder, PciAddress address)
    {
        if (ReadHex(reader, $"{folder}/vendor") is not { } vendor || ReadHex(reader, $"{folder}/device") is not { } device)
        {
            reader.RecordContent(folder, "a PCI function without readable ids");
            return null;
        }

        return new PciDevice
        {
            Address = address,
            Identity = new PciIdentity(
                (ushort)vendor,
                (ushort)device,
                (ushort?)ReadHex(reader, $"{folder}/subsystem_vendor"),
                (ushort?)ReadHex(reader, $"{folder}/subsystem_device")),
            Class = new PciClass((ReadHex(reader, $"{folder}/class") ?? 0) & 0xffffff),
            Revision = (byte?)ReadHex(reader, $"{folder}/revision"),
            Driver = reader.ReadLinkName($"{folder}/driver"),
            DriverOverride = reader.ReadLine($"{folder}/driver_override") is { } word and not "(null)" ? word : null,
            IommuGroup = int.TryParse(reader.ReadLinkName($"{folder}/iommu_group"), NumberStyles.None, CultureInfo.InvariantCulture, out var group) ? group : null,
            BootVga = reader.ReadLine($"{folder}/boot_vga") switch { "1" => true, "0" => false, _ => null },
            NumaNode = int.TryParse(reader.ReadLine($"{folder}/numa_node"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var node) && node >= 0 ? node : null,
            Upstream = reader.ReadLink(folder) is { } target ? PciDevicePath.Upstream(target) : [],
            Bars = reader.ReadText($"{folder}/resource") is { } resource ? PciResources.Parse(resource) : [],
            ResetMethods = reader.ReadText($"{folder}/reset_method") is { } methods ? [.. methods.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)] : null,
            PowerState = reader.ReadLine($"{folder}/power_state"),
            Modalias = reader.ReadLine($"{folder}/modalias"),
        };
    }

    private static uint? ReadHex(MachineReader reader, string path) =>
        reader.ReadLine(path) is { } line
        && uint.TryParse(line.StartsWith("0x", StringComparison.Ordinal) ? line.AsSpan(2) : line, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private static PciNames ReadNames(MachineReader reader, List<PciDevice> devices)
    {
        var list = devices.Count == 0 ? null : reader.ReadBytes(reader.Roots.Usr("share/misc/pci.ids")) ?? reader.ReadBytes(reader.Roots.Usr("share/hwdata/pci.ids"));
        return list is null ? PciNames.None : PciIds.Find(list, devices.Select(device => (device.Identity.Vendor, device.Identity.Device)));
    }

    private static ImmutableArray<PciDevice> WithNames(List<PciDevice> devices, PciNames names) =>
    [
        .. devices.Select(device => device with
        {
            VendorName = names.Vendors.GetValueOrDefault(device.Identity.Vendor),
            DeviceName = names.Devices.GetValueOrDefault((device.Identity.Vendor, device.Identity.Device)),
        }),
    ];
}
