using System.Globalization;
using Passthrough.Host;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Corpora;

/// <summary>What udev saw of PCI functions on other machines: ids, classes, drivers, and names of classes from its own list.</summary>
public class UdevDumpsTests
{
    [Fact]
    public void Every_function_is_read_with_the_ids_class_driver_and_bridges_that_udev_knew()
    {
        var dumps = 0;
        var functions = 0;
        foreach (var file in Directory.GetFiles(CorpusFolder.Require("udevadm"), "*.txt").Order(StringComparer.Ordinal))
        {
            var known = Functions(file);
            using var machine = new ScratchMachine();
            foreach (var function in known)
            {
                var place = function.Path.TrimStart('/');
                var end = place.IndexOf('/', place.LastIndexOf("/pci", StringComparison.Ordinal) + 1);
                machine.Pci(place[(end + 1)..], function.Ids, function.Class, function.Driver, subsystem: function.Subsystem, rootBus: place[..end]);
            }

            var pci = HostReader.Read(machine.Roots).Pci;
            Assert.Equal(
                known.Select(function => $"{Path.GetFileName(file)} {function.Address} {function.Ids} {function.Subsystem} {function.Class} {function.Driver}").Order(StringComparer.Ordinal),
                pci.Devices.Select(device => $"{Path.GetFileName(file)} {device.Address} {device.Identity.Ids} {device.Identity.SubsystemIds} {device.Class.Code:x6} {device.Driver}").Order(StringComparer.Ordinal));
            Assert.All(pci.Devices, device => Assert.All(device.Upstream, bridge => Assert.True(pci.Find(bridge) is null or { Class.IsBridge: true }, $"{file} {device.Address} below {bridge}")));
            dumps++;
            functions += known.Count;
        }

        TestContext.Current.SendDiagnosticMessage($"dumps: {dumps}, functions: {functions}");
        Assert.True(dumps >= 54 && functions >= 2000);
    }

    private static List<UdevFunction> Functions(string file) =>
    [
        .. string.Join('\n', File.ReadLines(file)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(block => block.Split('\n')
                .Where(line => line.StartsWith("E: ", StringComparison.Ordinal) && line.Contains('=', StringComparison.Ordinal))
                .GroupBy(line => line[3..line.IndexOf('=', StringComparison.Ordinal)], StringComparer.Ordinal)
                .ToDictionary(lines => lines.Key, lines => lines.First()[(lines.First().IndexOf('=', StringComparison.Ordinal) + 1)..], StringComparer.Ordinal))
            .Where(values => values.GetValueOrDefault("SUBSYSTEM") is "pci" && values.ContainsKey("PCI_ID") && values.ContainsKey("PCI_CLASS") && values.ContainsKey("PCI_SLOT_NAME"))
            .Select(values => new UdevFunction(
                values["DEVPATH"],
                values["PCI_SLOT_NAME"],
                values["PCI_ID"].ToLowerInvariant(),
                Padded(values["PCI_CLASS"]),
                values.GetValueOrDefault("DRIVER"),
                values.GetValueOrDefault("PCI_SUBSYS_ID")?.ToLowerInvariant()))
            .DistinctBy(function => function.Address),
    ];

    private static string Padded(string code) => uint.Parse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture).ToString("x6", CultureInfo.InvariantCulture);

    private sealed record UdevFunction(string Path, string Address, string Ids, string Class, string? Driver, string? Subsystem);
}
