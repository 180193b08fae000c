using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host.Pci;
using Passthrough.Host.Usb;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Corpora;

/// <summary>USB trees of real machines: what their own kernels and their own udev say about them.</summary>
public class UsbCorporaTests
{
    // Sorted by dump: devices that udev calls no keyboard although they have all its keys, or the reverse. Each with its reason.
    private static readonly ImmutableHashSet<string> KnownDisagreements = [];

    [Fact]
    public void Every_usb_interface_of_the_real_hosts_keeps_its_ids_driver_and_controller()
    {
        var seen = 0;
        foreach (var file in Directory.GetFiles(CorpusFolder.Require("hosts"), "usb.tsv", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var rows = File.ReadLines(file).Skip(1).Where(line => line.Length > 0).Select(line => line.Split('\t')).ToList();
            using var machine = new ScratchMachine();
            foreach (var row in rows)
            {
                LayOut(machine, row[4], row[1], row[2], row[3] is "-" ? null : row[3], null);
            }

            var usb = UsbOf(machine);
            var host = Path.GetFileName(Path.GetDirectoryName(file))!;
            Assert.Equal(
                rows.Where(row => !row[0].Contains("-0:", StringComparison.Ordinal)).Select(row => $"{host} {row[0]} {row[1]}:{row[2]} {row[3]} {Above(row[4])}").Order(StringComparer.Ordinal),
                usb.Devices.SelectMany(device => device.Interfaces.Select(part => $"{host} {part.Name} {device.Ids} {part.Driver ?? "-"} {usb.ControllerOf(device.Bus)?.Address}")).Order(StringComparer.Ordinal));
            seen += rows.Count;
        }

        TestContext.Current.SendDiagnosticMessage($"hosts: {seen} USB interfaces agree");
        Assert.True(seen > 0);
    }

    [Fact]
    public void Every_usb_device_of_the_udev_dumps_keeps_its_ids_interfaces_and_controller()
    {
        var seen = 0;
        foreach (var (name, blocks) in Dumps())
        {
            using var machine = new ScratchMachine();
            var parts = blocks.Where(block => block.GetValueOrDefault("DEVTYPE") is "usb_interface" && block.ContainsKey("INTERFACE")).ToList();
            foreach (var part in parts)
            {
                var ids = part["PRODUCT"].Split('/');
                LayOut(machine, part["DEVPATH"], ids[0].PadLeft(4, '0'), ids[1].PadLeft(4, '0'), part.GetValueOrDefault("DRIVER"), part["INTERFACE"]);
            }

            var usb = UsbOf(machine);
            Assert.Equal(
                parts.Select(part => $"{name} {Last(part["DEVPATH"])} {part["INTERFACE"]} {part.GetValueOrDefault("DRIVER")} {Above(part["DEVPATH"])}").Where(line => !line.Contains("-0:", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
                usb.Devices.SelectMany(device => device.Interfaces.Select(part => $"{name} {part.Name} {part.Class}/{part.Subclass}/{part.Protocol} {part.Driver} {usb.ControllerOf(device.Bus)?.Address}")).Order(StringComparer.Ordinal));
            seen += parts.Count;
        }

        TestContext.Current.SendDiagnosticMessage($"udevadm: {seen} USB interfaces agree");
        Assert.True(seen > 0);
    }

    [Fact]
    public void What_types_is_what_udev_calls_a_keyboard()
    {
        var seen = 0;
        var disagreements = new List<string>();
        foreach (var (name, blocks) in Dumps())
        {
            foreach (var input in blocks.Where(block => block.GetValueOrDefault("SUBSYSTEM") is "input" && block.ContainsKey("NAME") && block.ContainsKey("PRODUCT") && block.ContainsKey("ID_INPUT")))
            {
                var bus = input["PRODUCT"].Split('/')[0].PadLeft(4, '0');
                var text = $"I: Bus={bus} Vendor=0000 Product=0000 Version=0000\nN: Name={input["NAME"]}\nS: Sysfs={input["DEVPATH"]}\nH: Handlers=event0\nB: EV={input.GetValueOrDefault("EV")}\nB: KEY={input.GetValueOrDefault("KEY")}\n\n";
                var isKeyboard = Assert.Single(InputDevices.Parse(text)).IsKeyboard;
                disagreements.AddRange(new[] { $"{name} {input["NAME"]}" }.Where(_ => isKeyboard != (input.GetValueOrDefault("ID_INPUT_KEYBOARD") is "1")));
                seen++;
            }
        }

        TestContext.Current.SendDiagnosticMessage($"udevadm: {seen} inputs, {disagreements.Count} disagree");
        Assert.Equal([], disagreements.Except(KnownDisagreements));
        Assert.True(seen > 0);
    }

    private static IEnumerable<(string Name, List<Dictionary<string, string>> Blocks)> Dumps() =>
        Directory.GetFiles(CorpusFolder.Require("udevadm"), "*.txt").Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), Blocks(file).ToList()));

    private static IEnumerable<Dictionary<string, string>> Blocks(string file)
    {
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(block => block.Split('\n')
            .Where(line => line.StartsWith("E: ", StringComparison.Ordinal) && line.Contains('=', StringComparison.Ordinal))
            .Select(line => line[3..].Split('=', 2))
            .DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1]))
            .Where(block => block.ContainsKey("DEVPATH"));
    }

    // The interface's folder, with the device and the root hub above it.
    private static void LayOut(ScratchMachine machine, string path, string vendor, string product, string? driver, string? codes)
    {
        var parts = path.TrimStart('/').Split('/');
        var root = Array.FindIndex(parts, part => UsbNames.IsRootHub(part));
        var device = string.Join('/', parts[..^1]);
        machine.File($"/sys/{device}/idVendor", vendor + "\n").File($"/sys/{device}/idProduct", product + "\n");
        Link(machine, parts[root], string.Join('/', parts[..(root + 1)]));
        Link(machine, parts[^2], device);
        Link(machine, parts[^1], string.Join('/', parts));
        machine.Folder($"/sys/{string.Join('/', parts)}");
        _ = driver is null ? machine : machine.Link($"/sys/{string.Join('/', parts)}/driver", $"/sys/bus/usb/drivers/{driver}");
        var files = (codes ?? "").Split('/').Zip(["bInterfaceClass", "bInterfaceSubClass", "bInterfaceProtocol"]).Where(pair => pair.First.Length > 0);
        foreach (var (code, file) in files)
        {
            machine.File($"/sys/{string.Join('/', parts)}/{file}", int.Parse(code, CultureInfo.InvariantCulture).ToString("x2", CultureInfo.InvariantCulture) + "\n");
        }
    }

    private static void Link(ScratchMachine machine, string name, string place)
    {
        var link = machine.Path($"/sys/bus/usb/devices/{name}");
        _ = Path.Exists(link) || new FileInfo(link).LinkTarget is not null ? machine : machine.Link($"/sys/bus/usb/devices/{name}", $"../../../{place}");
    }

    private static UsbFacts UsbOf(ScratchMachine machine) => UsbReader.Read(new Passthrough.Host.Reading.MachineReader(machine.Roots), new PciFacts([]));

    // The answer, found without the product's own code: the last part before the root hub that looks like a PCI address.
    private static string? Above(string path) =>
        path[..path.IndexOf("/usb", StringComparison.Ordinal)].Split('/').LastOrDefault(part => part.Count(character => character == ':') == 2 && part[^2] == '.');

    private static string Last(string path) => path[(path.LastIndexOf('/') + 1)..];
}
