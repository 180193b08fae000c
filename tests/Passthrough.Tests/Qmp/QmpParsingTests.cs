using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Host.Pci;
using Passthrough.Qmp;

namespace Passthrough.Tests.Qmp;

public class QmpParsingTests
{
    private const string Reply = """
        [{"bus": 0, "devices": [
          {"bus": 0, "slot": 2, "function": 0, "qdev_id": "card-port", "class_info": {"class": 1540, "desc": "PCI bridge"}, "id": {"device": 12, "vendor": 6966},
           "pci_bridge": {"bus": {"number": 0, "secondary": 1, "subordinate": 1}, "devices": [
             {"bus": 1, "slot": 0, "function": 1, "qdev_id": "card-1", "class_info": {"class": 1027}, "regions": [],
              "id": {"vendor": 32902, "device": 10558, "subsystem-vendor": 6900, "subsystem": 4352}},
             {"bus": 1, "slot": 0, "function": 0, "qdev_id": "card-0", "class_info": {"class": 768, "desc": "VGA controller"},
              "id": {"vendor": 4098, "device": 20825, "subsystem-vendor": 6900, "subsystem": 4352},
              "regions": [
                {"bar": 0, "size": 16777216, "address": 3221225472, "type": "memory", "prefetch": true, "mem_type_64": false},
                {"bar": 1, "size": 256, "address": -1, "type": "io"}]}]},
           "regions": []}]}]
        """;

    private static readonly string[] Fragments = ["{", "}", "[", "]", ":", ",", "\"bus\"", "\"devices\"", "\"pci_bridge\"", "\"id\"", "\"vendor\"", "\"\\ud800\"", "1", "-1", "1e99", "null", "\"return\"", "\"event\"", "\"QMP\"", "\"error\""];

    [Fact]
    public void Follows_bridges_and_reads_ids_class_and_bars()
    {
        using var document = JsonDocument.Parse(Reply);
        var devices = QmpPciDevice.ParseAll(document.RootElement);

        Assert.Equal("0000:00:02.0 0000:01:00.0 0000:01:00.1", string.Join(' ', devices.Select(device => device.Address)));
        var card = devices[1];
        Assert.Equal("1002:5159/1af4:1100", card.Identity.ToString());
        Assert.Equal(new PciClass(0x030000), card.Class);
        Assert.Equal("card-0", card.QemuId);
        Assert.Equal(
            [new QmpPciRegion(0, 0xc0000000, 16777216, true, true, false), new QmpPciRegion(1, null, 256, false, false, false)],
            card.Regions);
    }

    [Fact]
    public void A_serial_port_tells_whether_it_is_a_socket_and_whether_somebody_is_at_it()
    {
        using var document = JsonDocument.Parse("""
            [{"frontend-open": true, "filename": "disconnected:unix:/run/a.serial,server=on", "label": "free"}, {"filename": "unix:/run/b.serial,server=on", "label": "taken"},
             {"filename": "file", "label": "log"}, {"filename": "pty:/dev/pts/3", "label": "pty"}, {"label": "nothing"}, 3]
            """);
        Assert.Equal(
            [("free", true, false), ("taken", true, true), ("log", false, false), ("pty", false, false)],
            QmpCharacterDevice.ParseAll(document.RootElement).Select(device => (device.Label, device.IsSocket, device.IsSocketInUse)));
    }

    [Fact]
    public void No_line_makes_the_parsers_throw() =>
        Prop.ForAll(
            Gen.Elements(Fragments).ArrayOf().Select(string.Concat).Or(ArbMap.Default.GeneratorFor<string>().Where(text => text is not null)).ToArbitrary(),
            text => QmpMessage.Parse(Encoding.UTF8.GetBytes(text)) is not null).QuickCheckThrowOnFailure();

    [Fact]
    public void No_document_makes_the_device_parser_throw() =>
        Prop.ForAll(Documents(4).ToArbitrary(), text =>
        {
            using var document = JsonDocument.Parse(text);
            return !QmpPciDevice.ParseAll(document.RootElement).IsDefault && !QmpCharacterDevice.ParseAll(document.RootElement).IsDefault && QmpMessage.Parse(Encoding.UTF8.GetBytes(text)) is not null;
        }).QuickCheckThrowOnFailure();

    private static Gen<string> Documents(int depth)
    {
        var leaves = Gen.Elements("0", "-1", "1", "255", "65536", "1e400", "0.5", "true", "null", "\"memory\"", "\"\\ud800\"", "99999999999999999999");
        if (depth == 0)
        {
            return leaves;
        }

        var below = Documents(depth - 1);
        var keys = Gen.Elements("bus", "slot", "function", "devices", "pci_bridge", "id", "vendor", "device", "regions", "bar", "size", "address", "class_info", "class", "qdev_id", "return", "event", "error", "desc", "label", "filename");
        var objects = keys.SelectMany(key => below.Select(value => $"\"{key}\": {value}")).ArrayOf(6).Select(members => "{" + string.Join(", ", members) + "}");
        var arrays = below.ArrayOf(3).Select(items => "[" + string.Join(", ", items) + "]");
        return Gen.OneOf(leaves, objects, objects, arrays, arrays);
    }
}
