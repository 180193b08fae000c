using System.Text.Json;
using System.Xml.Linq;

namespace Passthrough.LabTests;

/// <summary>What the views say of the running machine, and what the tools that people know say of it.</summary>
[Collection(IsolatedCard.Name)]
public class OtherToolsTests(IsolatedMachine machine)
{
    [Fact]
    public async Task Devices_have_the_ids_classes_and_drivers_that_lspci_shows()
    {
        var records = (await machine.OutputAsync("lspci -vmmnDk")).Split("\n\n").Select(record => record.Split('\n').Select(line => line.Split('\t')).ToLookup(pair => pair[0], pair => pair[1]));

        Assert.Equal(
            records.Select(record => $"{record["Slot:"].Single()} {record["Vendor:"].Single()}:{record["Device:"].Single()} {record["Class:"].Single()} {record["Driver:"].SingleOrDefault()}"),
            (await DevicesAsync()).Select(device => $"{Text(device, "address")} {Text(device, "identity")[..9]} {Text(device, "class")[..4]} {Text(device, "driver")}"));
    }

    [Fact]
    public async Task Groups_are_those_of_libvirts_node_devices()
    {
        var nodes = await machine.OutputAsync("for node in $(virsh nodedev-list --cap pci); do virsh nodedev-dumpxml $node; done");
        var libvirt = XElement.Parse($"<all>{nodes}</all>").Elements("device").Select(node => node.Element("capability")!)
            .Select(node => $"{Address(node)} {node.Element("iommuGroup")?.Attribute("number")?.Value}");

        Assert.Equal(
            libvirt.Order(StringComparer.Ordinal),
            (await DevicesAsync()).Select(device => $"{Text(device, "address")} {device.GetProperty("iommuGroup")}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_usb_tree_is_that_of_lsusb()
    {
        // Older versions of lsusb write port and device numbers without leading zeros, and nothing for no driver.
        const string Normal = "sed -E 's/(Bus|Port|Dev) 0+/\\1 /g; s/Driver=,/Driver=[none],/' | sort";

        Assert.Equal(await machine.OutputAsync($"lsusb -t | {Normal}"), await machine.OutputAsync($"passthrough usb --tree | {Normal}"));
    }

    private async Task<List<JsonElement>> DevicesAsync()
    {
        using var document = await machine.DocumentAsync("passthrough devices --json", 0);
        return [.. document.RootElement.GetProperty("devices").EnumerateArray().Select(device => device.Clone())];
    }

    private static string Text(JsonElement device, string name) => device.GetProperty(name).GetString() ?? "";

    private static string Address(XElement node) =>
        $"{Number(node, "domain"):x4}:{Number(node, "bus"):x2}:{Number(node, "slot"):x2}.{Number(node, "function")}";

    private static int Number(XElement node, string name) => int.Parse(node.Element(name)!.Value, System.Globalization.CultureInfo.InvariantCulture);
}
