using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Host;
using Passthrough.Host.Iommu;
using Passthrough.Host.Pci;
using Passthrough.Readiness;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough groups</c>: the IOMMU groups and what is in them.</summary>
internal static class GroupsCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var filter = new DeviceFilter("Show only the groups that hold this card");
        var command = new Command(
            "groups",
            "Show the IOMMU groups with their devices and drivers.\n\nWith --class, the groups that hold such a device are shown whole.\n\nExample:\n  passthrough groups --gpu 01:00.0\n  passthrough groups --class usb");
        filter.AddTo(command);
        command.SetAction(global.Action(invocation => Run(invocation, filter)));
        return command;
    }

    private static ExitCode Run(Invocation invocation, DeviceFilter filter)
    {
        filter.ClassOf(invocation.Arguments);
        var facts = HostReader.Read(invocation.Roots, invocation.Terminal.IsJson ? HostReadScope.Devices : HostReadScope.DeviceLists);
        var isChosen = filter.Of(invocation.Arguments, facts);
        ImmutableArray<IommuGroup> groups = [.. facts.Iommu.Groups.Where(group => filter.IsOpen(invocation.Arguments) || group.Devices.Select(facts.Pci.Find).OfType<PciDevice>().Any(isChosen))];
        if (invocation.Terminal.IsJson)
        {
            invocation.Terminal.WriteDocument(JsonSerializer.Serialize(Document(facts, groups), ViewDocuments.Default.GroupsDocument));
        }
        else if (facts.Iommu.IsOn && groups.IsEmpty)
        {
            invocation.Terminal.WriteLine($"None of the {facts.Iommu.Groups.Length} IOMMU groups is like that.");
        }
        else if (facts.Iommu.IsOn)
        {
            invocation.Terminal.WriteMarkup(GroupsView.Lines(facts, groups, invocation.Terminal.Width));
        }
        else
        {
            var iommu = ReadinessRules.Judge(HostReader.Read(invocation.Roots, HostReadScope.WithoutHolders)).First(finding => finding.Id.StartsWith("iommu-", StringComparison.Ordinal));
            invocation.Terminal.WriteMarkup(GroupsView.WithoutGroups(iommu, invocation.Terminal.Width));
        }

        return ExitCode.Success;
    }

    private static GroupsDocument Document(HostFacts facts, ImmutableArray<IommuGroup> groups) =>
        new(1, facts.Iommu.IsOn, facts.Iommu.Kind, [.. groups.Select(group => Document(facts, group))]);

    private static GroupOfDevices Document(HostFacts facts, IommuGroup group) => new(
        group.Number,
        group.Type,
        [.. group.Devices.Select(facts.Pci.Find).OfType<PciDevice>()],
        group.OtherMembers,
        group.ReservedRegions,
        [
            .. facts.Display.Cards
                .Where(card => card.Functions.Any(function => group.Devices.Contains(function)))
                .Select(card => new GroupCard(
                    card.Display,
                    [.. GroupIsolation.ForeignEndpoints(facts, card).Select(device => device.Address).Where(address => group.Devices.Contains(address))])),
        ]);
}
