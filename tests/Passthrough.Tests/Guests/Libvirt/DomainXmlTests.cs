using System.Runtime.InteropServices;
using System.Xml.Linq;
using Passthrough.Guests;
using Passthrough.Guests.Devices;
using Passthrough.Guests.Libvirt;
using Passthrough.Guests.Memory;
using Passthrough.Guests.Sound;
using Passthrough.Processes;
using Passthrough.Tests.Corpora;

namespace Passthrough.Tests.Guests.Libvirt;

public class DomainXmlTests
{
    public static TheoryData<string, string> Names => TestGuests.Pinned;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Keeps_to_the_schema_of_libvirt(string machine, string name)
    {
        var schema = Path.Combine(CorpusFolder.Require("libvirt"), "schemas/domain.rng");
        Assert.SkipUnless(File.Exists("/usr/bin/xmllint"), "xmllint is not installed");
        var design = TestGuests.PinnedDesign(machine, name);
        Assert.SkipWhen(design.Guest.HasIommufd, "the schema is of a libvirt before iommufd");
        var command = new ToolCommand("/usr/bin/xmllint", ["--noout", "--relaxng", schema, "-"]) { Input = DomainXml.Of(design.Guest, TestGuests.HostOf(machine)).ToString() };
        var result = await ToolRunner.RunAsync(command, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("- validates", result.Error.Trim());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_taken_by_libvirts_own_validation(string machine, string name)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/virt-xml-validate"), "virt-xml-validate is not installed");
        var design = TestGuests.PinnedDesign(machine, name);
        // What came after the oldest libvirt that this runs on (9.0).
        Assert.SkipWhen(design.Guest is { HasIommufd: true } or { Sound.Backend: SoundBackend.PipeWire }, "the installed schema may be older");
        var file = Path.Combine(Path.GetTempPath(), $"passthrough-{Guid.NewGuid():N}.xml");
        await File.WriteAllTextAsync(file, DomainXml.Of(design.Guest, TestGuests.HostOf(machine)).ToString(), TestContext.Current.CancellationToken);
        var result = await ToolRunner.RunAsync(new ToolCommand("/usr/bin/virt-xml-validate", [file, "domain"]), cancellation: TestContext.Current.CancellationToken);
        File.Delete(file);
        Assert.Equal($"{file} validates", (result.Output + result.Error).Trim());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_defined_by_libvirts_test_driver(string machine, string name)
    {
        Assert.SkipUnless(NativeLibrary.TryLoad("libvirt.so.0", out _), "libvirt.so.0 is not installed");
        var design = TestGuests.PinnedDesign(machine, name);
        Assert.SkipWhen(design.Guest is { HasIommufd: true } or { Sound.Backend: SoundBackend.PipeWire }, "the installed libvirt may be older");
        var domain = DomainXml.Of(design.Guest, TestGuests.HostOf(machine));
        domain.Root!.SetAttributeValue("type", "test");
        using var connection = LibvirtConnection.Open("test:///default");
        connection.DefineXml(domain.ToString());
        var defined = XDocument.Parse(connection.XmlDesc(name)!);
        connection.Undefine(name);
        Assert.Equal(Kinds(domain), Kinds(defined));
        Assert.Equal(DomainXml.DefinitionOf(domain.ToString()), DomainXml.DefinitionOf(defined.ToString()));
    }

    [Theory]
    [InlineData("vfio-pci", "no")]
    [InlineData("radeon", "yes")]
    [InlineData(null, "yes")]
    public void Libvirt_takes_the_card_from_its_driver_only_when_it_was_not_isolated(string? driver, string managed) =>
        Assert.All(DomainXml.Of(TestGuests.Guest, TestGuests.Host(driver)).Descendants("hostdev"), device => Assert.Equal(managed, device.Attribute("managed")!.Value));

    [Theory]
    [InlineData("8.9.0", "strict")]
    [InlineData("9.0.0-4+deb12u2", "restrictive")]
    [InlineData("9.2.0", "strict")]
    [InlineData(null, "strict")]
    public void Memory_of_a_node_without_a_cpu_of_the_emulator_is_taken_in_a_way_that_the_version_can(string? version, string mode)
    {
        var host = TestGuests.HostOf("workstation");
        var guest = TestGuests.PinnedDesign("workstation", "one-node").Guest with { Memory = new GuestMemory(2048) { HugePages = HugePageSize.Gib1 } };
        guest = guest with { Cpu = guest.Cpu with { Nodes = [guest.Cpu.Nodes[0] with { MemoryNode = 1 }], EmulatorCpus = host.Cpu.Topology.Nodes[0].Cpus } };
        Assert.Equal(mode, DomainXml.Of(guest, host with { Virtualization = host.Virtualization with { LibvirtVersion = version } }).Descendants("numatune").Single().Element("memory")!.Attribute("mode")!.Value);
    }

    [Fact]
    public void The_definition_is_told_from_the_text_and_changes_with_the_guest()
    {
        var first = DomainXml.DefinitionOf(DomainXml.Of(TestGuests.Guest, TestGuests.Host()).ToString());
        Assert.NotNull(first);
        Assert.Equal(first, DomainXml.DefinitionOf(DomainXml.Of(TestGuests.Guest, TestGuests.Host()).ToString()));
        Assert.NotEqual(first, DomainXml.DefinitionOf(DomainXml.Of(TestGuests.Guest with { Clock = GuestClock.LocalTime }, TestGuests.Host()).ToString()), StringComparer.Ordinal);
        Assert.Null(DomainXml.DefinitionOf("<domain><name>other</name></domain>"));
        Assert.Null(DomainXml.DefinitionOf("no xml"));
    }

    // The devices that libvirt adds none of by itself.
    private static string Kinds(XDocument domain) => string.Join(' ', domain.Root!.Element("devices")!.Elements().Select(device => device.Name.LocalName).Where(name => name is "disk" or "hostdev" or "interface" or "tpm" or "shmem" or "filesystem" or "sound" or "redirdev").Order(StringComparer.Ordinal));

    [Fact]
    public void A_card_with_a_switch_of_its_own_gets_a_port_for_each_slot()
    {
        var audio = TestGuests.Identity(Passthrough.Host.Pci.PciAddress.Parse("0000:04:00.1"), "8086:4f92");
        var functions = GuestFunction.Of([TestGuests.Guest.Devices[0], new PassedDevice(audio)]);
        Assert.Equal("0.0 1.0", string.Join(' ', functions.Select(function => $"{function.Slot}.{function.Function}")));
        Assert.DoesNotContain(functions, function => function.IsMultifunction);
    }

    [Fact]
    public void What_is_awkward_comes_back_as_it_was()
    {
        var awkward = TestGuests.PinnedDesign("desktop", "no").Guest;
        Assert.Equal(awkward.Disks[0].Path, XDocument.Parse(DomainXml.Of(awkward, TestGuests.Host()).ToString()).Descendants("source").First().Attribute("file")!.Value);
    }
}
