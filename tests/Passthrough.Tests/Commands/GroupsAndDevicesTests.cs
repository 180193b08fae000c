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
    public void Groups_say_what_they_mean_for_the_cards()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true).WithRadeon(group: 7);
        var facts = HostReader.Read(machine.Roots, HostReadScope.WithoutHolders);
        Golden.Matches("groups.txt", Rendered.Text(GroupsView.Lines(facts, facts.Iommu.Groups, 80)));
    }

    [Fact]
    public void Devices_are_a_table_by_default()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true).WithRadeon(group: 14);
        var facts = HostReader.Read(machine.Roots, HostReadScope.WithoutHolders);
        Golden.Matches("devices.txt", Rendered.Text(DevicesView.Table(facts.Pci.Devices, 80)));
    }

    [Fact]
    public void Devices_hang_below_their_bridges_in_the_tree()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true).WithRadeon(group: 14);
        var facts = HostReader.Read(machine.Roots, HostReadScope.WithoutHolders);
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
