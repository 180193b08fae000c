using System.Globalization;
using Passthrough.Host;
using Passthrough.Readiness;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Corpora;

/// <summary>Groups that people listed with scripts of their own, laid out as their kernel showed them.</summary>
public class IommuListingsTests
{
    [Fact]
    public void Every_listing_is_read_with_its_own_partition_and_each_card_is_clean_exactly_when_its_groups_hold_no_other_device()
    {
        var listings = 0;
        var cards = 0;
        foreach (var file in Directory.GetFiles(Path.Combine(CorpusFolder.Require("iommu-listings"), "parsed"), "*.tsv").Order(StringComparer.Ordinal))
        {
            var rows = File.ReadLines(file).Skip(1).Where(line => line.Length > 0).Select(line => line.Split('\t')).DistinctBy(row => row[1]).ToList();
            using var machine = new ScratchMachine();
            foreach (var row in rows)
            {
                machine.Pci(row[1], $"{row[3]}:{row[4]}", row[2] + "00", group: int.Parse(row[0], CultureInfo.InvariantCulture));
            }

            var facts = HostReader.Read(machine.Roots);
            Assert.Equal(
                rows.Select(row => $"{row[0]} {row[1]} {row[2]}").Order(StringComparer.Ordinal),
                facts.Iommu.Groups.SelectMany(group => group.Devices.Select(address => $"{group.Number} {address} {facts.Pci.Find(address)!.Class}")).Order(StringComparer.Ordinal));
            listings++;
            foreach (var card in facts.Display.Cards)
            {
                var own = card.Functions.Select(address => address.ToString()).ToHashSet(StringComparer.Ordinal);
                var numbers = rows.Where(row => own.Contains(row[1])).Select(row => row[0]).ToHashSet(StringComparer.Ordinal);
                Assert.Equal(
                    rows.Where(row => numbers.Contains(row[0]) && !own.Contains(row[1]) && !row[2].StartsWith("06", StringComparison.Ordinal)).Select(row => row[1]).Order(StringComparer.Ordinal),
                    GroupIsolation.ForeignEndpoints(facts, card).Select(device => device.Address.ToString()).Order(StringComparer.Ordinal));
                cards++;
            }
        }

        TestContext.Current.SendDiagnosticMessage($"listings: {listings}, cards: {cards}");
        Assert.True(listings >= 21 && cards >= 20);
    }
}
