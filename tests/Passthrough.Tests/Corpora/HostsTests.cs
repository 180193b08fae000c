using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Pci;
using Passthrough.Planning;
using Passthrough.Readiness;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Corpora;

public class HostsTests(HostsTests.RealHosts hosts) : IClassFixture<HostsTests.RealHosts>
{
    [Fact]
    public void Every_real_host_is_read_with_the_group_partition_of_its_own_kernel()
    {
        foreach (var host in hosts.All)
        {
            var facts = host.Facts;
            Assert.Equal(
                host.Rows.Select(row => $"{row[0]} {row[9]} {row[1]}:{row[2]} {row[8]}").Order(StringComparer.Ordinal),
                facts.Pci.Devices.Select(device => $"{device.Address} {Dash(device.IommuGroup)} {device.Identity.Ids} {device.Driver ?? "-"}").Order(StringComparer.Ordinal));
            Assert.Equal(
                host.Rows.Where(row => row[9] is not "-").Select(row => $"{row[9]} {row[0]}").Order(StringComparer.Ordinal),
                facts.Iommu.Groups.SelectMany(group => group.Devices.Select(address => $"{group.Number} {address}")).Order(StringComparer.Ordinal));
            Assert.Empty(facts.Problems);
        }
    }

    [Fact]
    public void Every_real_card_is_found_clean_or_shared_as_it_was_classified()
    {
        var shapes = Lines(Path.Combine(CorpusFolder.Require("hosts"), "GPU_GROUP_SHAPES.tsv")).ToLookup(row => row[0], StringComparer.Ordinal);
        var seen = 0;
        foreach (var host in hosts.All.Where(host => shapes.Contains(host.Name)))
        {
            var facts = host.Facts;
            foreach (var shape in shapes[host.Name])
            {
                var card = facts.Display.CardOf(PciAddress.Parse(shape[1]))!;
                Assert.Equal(
                    $"{host.Name} {shape[1]}: {string.Join(',', Foreign(shape[6]))}",
                    $"{host.Name} {shape[1]}: {string.Join(',', GroupIsolation.ForeignEndpoints(facts, card).Where(other => other.IommuGroup == facts.Pci.Find(card.Display)!.IommuGroup).Select(other => other.Address))}");
                seen++;
            }
        }

        Assert.Equal(shapes.Sum(group => group.Count()), seen);
    }

    [Fact]
    public void Every_display_function_belongs_to_exactly_one_card_and_no_card_holds_a_bridge()
    {
        foreach (var host in hosts.All)
        {
            var facts = host.Facts;
            var functions = facts.Display.Cards.SelectMany(card => card.Functions).ToList();
            Assert.Equal(functions.Distinct(), functions);
            Assert.Equal(
                facts.Pci.Devices.Where(device => device.Class.IsDisplay).Select(device => device.Address),
                functions.Where(address => facts.Pci.Find(address)!.Class.IsDisplay).Order());
            Assert.DoesNotContain(functions, address => facts.Pci.Find(address)!.Class.IsBridge);
        }
    }

    [Fact]
    public void A_plan_for_a_real_card_is_the_same_when_only_cards_are_read_in_full()
    {
        var cards = hosts.All.SelectMany(host => host.Facts.Display.Cards.Select(card => (Host: host, Request: new PlanRequest(card.Display)))).ToList();
        Assert.True(cards.Count > 80);
        Assert.All(cards, one => Assert.Equal(Outcome(one.Host.Facts, one.Request), Outcome(one.Host.FactsForPlans, one.Request)));
    }

    [Fact]
    public void The_port_that_a_real_card_is_in_is_clean_exactly_when_nothing_foreign_shares_its_groups()
    {
        var judged = hosts.All.Where(host => host.Facts.Iommu.IsOn)
            .SelectMany(host => host.Facts.Display.Cards.Select(card => (Host: host, Card: card)))
            .SelectMany(pair => SlotAdvice.For(pair.Host.Facts, pair.Card).Where(choice => choice.IsCurrent && choice.Verdict != SlotVerdict.Unknown)
                .Select(choice => (pair.Host, pair.Card, Choice: choice)))
            .ToList();
        TestContext.Current.SendDiagnosticMessage($"cards in ports: {judged.Count}, with a clean port: {judged.Count(one => one.Choice.Verdict == SlotVerdict.Clean)}");
        Assert.True(judged.Count > 50);
        Assert.All(judged, one => Assert.Equal(
            $"{one.Host.Name} {one.Card.Display} {GroupIsolation.ForeignEndpoints(one.Host.Facts, one.Card).IsEmpty && GroupIsolation.GroupsOf(one.Host.Facts, one.Card).All(group => group.OtherMembers.IsEmpty)}",
            $"{one.Host.Name} {one.Card.Display} {one.Choice.Verdict == SlotVerdict.Clean}"));
    }

    [Fact]
    public void No_port_of_a_real_host_that_shares_names_a_bridge_or_the_card_as_the_reason()
    {
        var shared = hosts.All.Where(host => host.Facts.Iommu.IsOn)
            .SelectMany(host => host.Facts.Display.Cards.SelectMany(card => SlotAdvice.For(host.Facts, card).Select(choice => (host.Facts, Card: card, Choice: choice))))
            .Where(one => one.Choice.Verdict == SlotVerdict.Shared)
            .ToList();
        Assert.All(shared, one => Assert.DoesNotContain(one.Choice.SharedWith, address => one.Card.Functions.Contains(address) || one.Facts.Pci.Find(address)!.Class.IsBridge));
    }

    private static string Outcome(HostFacts facts, PlanRequest request)
    {
        try
        {
            return PlanJson.Write(Planner.Plan(facts, request));
        }
        catch (PassthroughException refusal)
        {
            return $"{refusal.Message}\n{refusal.NextStep}";
        }
    }

    private static IEnumerable<string[]> Lines(string path) => File.ReadLines(path).Skip(1).Where(line => line.Length > 0).Select(line => line.Split('\t'));

    private static IEnumerable<string> Foreign(string cell) =>
        cell.Split(',').Where(member => member is not "-").Select(member => (Address: member[..member.LastIndexOf(':')], Class: member[(member.LastIndexOf(':') + 1)..]))
            .Where(member => !member.Class.StartsWith("06", StringComparison.Ordinal)).Select(member => member.Address);

    private static string? Text(string cell) => cell is "-" ? null : cell;

    private static string Dash(int? number) => number?.ToString() ?? "-";

    /// <summary>Each real host laid out and read once for all tests.</summary>
    public sealed class RealHosts
    {
        private readonly Lazy<List<RealHost>> all = new(() =>
        [
            .. Directory.GetDirectories(CorpusFolder.Require("hosts")).Order(StringComparer.Ordinal)
                .Where(folder => File.Exists(Path.Combine(folder, "pci.tsv")))
                .Select(folder => Read(Path.GetFileName(folder), [.. Lines(Path.Combine(folder, "pci.tsv"))])),
        ]);

        internal List<RealHost> All => all.Value;

        private static RealHost Read(string name, List<string[]> rows)
        {
            using var machine = new ScratchMachine();
            foreach (var row in rows)
            {
                var place = row[10].TrimStart('/');
                var bus = place.LastIndexOf("/pci", StringComparison.Ordinal);
                var end = place.IndexOf('/', bus + 1);
                machine.Pci(place[(end + 1)..], $"{row[1]}:{row[2]}", row[5], Text(row[8]), row[9] is "-" ? null : int.Parse(row[9]), rootBus: place[..end]);
            }

            return new RealHost(name, rows, HostReader.Read(machine.Roots), HostReader.Read(machine.Roots, HostReadScope.Plans));
        }
    }

    internal sealed record RealHost(string Name, List<string[]> Rows, HostFacts Facts, HostFacts FactsForPlans);
}
