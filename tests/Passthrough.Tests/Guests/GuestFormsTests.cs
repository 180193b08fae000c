using Passthrough.Cli.Views;
using Passthrough.Guests;
using Passthrough.Guests.Libvirt;
using Passthrough.Guests.Qemu;
using Passthrough.Host;
using Passthrough.Intent;

namespace Passthrough.Tests.Guests;

/// <summary>The golden intents, written by hand, in every form.</summary>
public class GuestFormsTests
{
    public static TheoryData<string, string> Names => TestGuests.Pinned;

    [Theory]
    [MemberData(nameof(Names))]
    public void The_choices_are_as_pinned(string machine, string name) =>
        Golden.Matches($"guests/{machine}/{name}.txt", string.Concat(GuestView.Explained(TestGuests.PinnedDesign(machine, name), 120).Select(line => line + "\n")));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_domain_is_as_pinned(string machine, string name) =>
        Golden.Matches($"guests/{machine}/{name}.xml", DomainXml.Of(TestGuests.PinnedDesign(machine, name).Guest, TestGuests.HostOf(machine)) + "\n");

    [Theory]
    [MemberData(nameof(Names))]
    public void The_arguments_are_as_pinned(string machine, string name) =>
        Golden.Matches(
            $"guests/{machine}/{name}.argv",
            string.Join('\n', QemuArguments.Of(TestGuests.PinnedDesign(machine, name).Guest, GuestPaths.Of(HostRoots.Live, name), TestGuests.HostOf(machine))) + "\n");

    [Theory]
    [MemberData(nameof(Names))]
    public void The_units_are_as_pinned(string machine, string name) =>
        Golden.Matches(
            $"guests/{machine}/{name}.units",
            string.Join('\n', GuestUnits.Of(TestGuests.PinnedDesign(machine, name).Guest, GuestPaths.Of(HostRoots.Live, name), TestGuests.HostOf(machine), _ => false).Select(unit => $"# {unit.Name}\n{unit.Text}")));

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_written_reads_back(string machine, string name)
    {
        var guest = TestGuests.Intent(machine).Find(name)!;
        var text = IntentEditor.Add(IntentParser.Parse("/a.yaml", null), guest);
        var again = Assert.Single(IntentParser.Parse("/a.yaml", text).Guests);
        Assert.Equal(IntentWriter.LinesOf(guest, 0), IntentWriter.LinesOf(again, 0));
        Assert.Equal(TestGuests.PinnedDesign(machine, name).Choices, TestGuests.Design(again, TestGuests.HostOf(machine)).Choices);
    }
}
