using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Views;
using Passthrough.Host;
using Passthrough.Host.Pci;
using Passthrough.Readiness;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Commands;

public class GroupsAndDevicesTests
{
    [Fact]
    public void What_the_lists_show_is_the_same_as_after_reading_the_whole_machine()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true).WithRadeon(group: 14);
        var whole = HostReader.Read(machine.Roots);
        var lists = HostReader.Read(machine.Roots, HostReadScope.DeviceLists);
        Assert.Equal(GroupsView.Lines(whole, [.. whole.Iommu.Groups], 80), GroupsView.Lines(lists, [.. lists.Iommu.Groups], 80));
        Assert.Equal(DevicesView.Table(whole.Pci.Devices, 80), DevicesView.Table(lists.Pci.Devices, 80));
        Assert.Equal(DevicesView.Tree(whole.Pci.Devices, 80), DevicesView.Tree(lists.Pci.Devices, 80));
        var detailed = HostReader.Read(machine.Roots, HostReadScope.Devices);
        Assert.Equal(HostFactsJson.Write(whole with { Pci = detailed.Pci, Iommu = detailed.Iommu }), HostFactsJson.Write(whole));
    }

    [Fact]
    public void Groups_say_what_they_mean_for_the_cards()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true).WithRadeon(group: 7);
        var facts = HostReader.Read(machine.Roots);
        Golden.Matches("groups.txt", Rendered.Text(GroupsView.Lines(facts, facts.Iommu.Groups, 80)));
    }

    [Fact]
    public void A_shared_group_names_the_bridge_without_access_control()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true).WithRadeon(group: 1)
            .Pci("0000:00:01.1", "8086:1905", "060400", "pcieport", 1)
            .Pci("0000:00:01.1/0000:02:00.0", "8086:10d3", "020000", "e1000e", 1)
            .Bytes("/sys/devices/pci0000:00/0000:00:01.0/config", [0x86, 0x80, 0x01, 0x19, .. new byte[10], 0x81, .. new byte[241]])
            .Bytes("/sys/devices/pci0000:00/0000:00:01.1/config", [0x86, 0x80, 0x05, 0x19, .. new byte[10], 0x81, .. new byte[241]]);
        var facts = HostReader.Read(machine.Roots);
        Golden.Matches("groups-shared.txt", Rendered.Text(GroupsView.Lines(facts, [facts.Iommu.Groups.Single(group => group.Number == 1)], 80)));
    }

    [Fact]
    public void Devices_are_a_table_by_default()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true).WithRadeon(group: 14);
        var facts = HostReader.Read(machine.Roots);
        Golden.Matches("devices.txt", Rendered.Text(DevicesView.Table(facts.Pci.Devices, 80)));
    }

    [Fact]
    public void Devices_hang_below_their_bridges_in_the_tree()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true).WithRadeon(group: 14);
        var facts = HostReader.Read(machine.Roots);
        Golden.Matches("devices-tree.txt", Rendered.Text(DevicesView.Tree(facts.Pci.Devices, 80)));
    }

    [Fact]
    public void Facts_survive_the_way_through_a_document()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true).WithRadeon(group: 14).Process(5, "Xorg", "/dev/dri/card1");
        var document = HostFactsJson.Write(HostReader.Read(machine.Roots));
        Assert.Equal(document, HostFactsJson.Write(HostFactsJson.Read(document)));
        Golden.Matches("facts.json", document + "\n");
    }

    [Fact]
    public void The_document_of_a_check_names_kinds_in_camel_case()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: false).WithRadeon();
        var findings = ReadinessRules.Judge(HostReader.Read(machine.Roots));
        var verdict = GpuVerdict.Of(PciAddress.Parse("0000:01:00.0"), findings);
        Golden.Matches("check.json", JsonSerializer.Serialize(new CheckDocument(1, findings, [verdict]), ViewDocuments.Default.CheckDocument) + "\n");
    }
}
