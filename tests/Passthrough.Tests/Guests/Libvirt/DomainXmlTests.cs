using System.Xml.Linq;
using Passthrough.Guests;
using Passthrough.Guests.Libvirt;
using Passthrough.Processes;
using Passthrough.Tests.Corpora;

namespace Passthrough.Tests.Guests.Libvirt;

public class DomainXmlTests
{
    public static TheoryData<string> Names => [.. TestGuests.Pinned.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_as_pinned(string name) => Golden.Matches($"guests/{name}.xml", DomainXml.Of(TestGuests.Pinned[name], TestGuests.Host()) + "\n");

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Keeps_to_the_schema_of_libvirt(string name)
    {
        var schema = Path.Combine(CorpusFolder.Require("libvirt"), "schemas/domain.rng");
        Assert.SkipUnless(File.Exists("/usr/bin/xmllint"), "xmllint is not installed");
        var command = new ToolCommand("/usr/bin/xmllint", ["--noout", "--relaxng", schema, "-"]) { Input = DomainXml.Of(TestGuests.Pinned[name], TestGuests.Host()).ToString() };
        var result = await ToolRunner.RunAsync(command, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("- validates", result.Error.Trim());
    }

    [Theory]
    [InlineData("vfio-pci", "no")]
    [InlineData("radeon", "yes")]
    [InlineData(null, "yes")]
    public void Libvirt_takes_the_card_from_its_driver_only_when_it_was_not_isolated(string? driver, string managed) =>
        Assert.All(DomainXml.Of(TestGuests.Guest, TestGuests.Host(driver)).Descendants("hostdev"), device => Assert.Equal(managed, device.Attribute("managed")!.Value));

    [Fact]
    public void The_definition_is_told_from_the_text_and_changes_with_the_guest()
    {
        var first = DomainXml.DefinitionOf(DomainXml.Of(TestGuests.Guest, TestGuests.Host()).ToString());
        Assert.NotNull(first);
        Assert.Equal(first, DomainXml.DefinitionOf(DomainXml.Of(TestGuests.Guest, TestGuests.Host()).ToString()));
        Assert.NotEqual(first, DomainXml.DefinitionOf(DomainXml.Of(TestGuests.Guest with { Vcpus = 2 }, TestGuests.Host()).ToString()), StringComparer.Ordinal);
        Assert.Null(DomainXml.DefinitionOf("<domain><name>other</name></domain>"));
        Assert.Null(DomainXml.DefinitionOf("no xml"));
    }

    [Fact]
    public void A_card_with_a_switch_of_its_own_gets_a_port_for_each_slot()
    {
        var audio = TestGuests.Identity(Passthrough.Host.Pci.PciAddress.Parse("0000:04:00.1"), "8086:4f92");
        var functions = GuestFunction.Of([TestGuests.Guest.Devices[0], audio]);
        Assert.Equal("0.0 1.0", string.Join(' ', functions.Select(function => $"{function.Slot}.{function.Function}")));
        Assert.DoesNotContain(functions, function => function.IsMultifunction);
    }

    [Fact]
    public void What_is_awkward_comes_back_as_it_was() =>
        Assert.Equal(
            TestGuests.Awkward.Disks[0].Path,
            XDocument.Parse(DomainXml.Of(TestGuests.Awkward, TestGuests.Host()).ToString()).Descendants("source").First().Attribute("file")!.Value);
}
