using System.Xml.Linq;
using Passthrough.Failures;
using Passthrough.Guests.Editing;
using Passthrough.Guests.Libvirt;
using Passthrough.Tests.Guests;

namespace Passthrough.Tests.Corpora;

/// <summary>Domains that libvirt refuses are refused before it is asked, and none of those that it takes.</summary>
public class DomainRulesTests
{
    // Of libvirt's refusals (.err) those about passed-through devices and what a guest with one is made of. Left out are those that depend on the versions or the machine it tests for (host nodes,
    // missing QEMU features), other architectures (zPCI, CCW, ppc64), and devices that have nothing to do with a card.
    public static TheoryData<string> Refused =>
    [
        "hostdev-pci-duplicate", "hostdev-usb-duplicate", "hostdev-mdev-duplicate", "hostdev-scsi-duplicate", "disk-same-targets", "cpu-qemu-host-passthrough", "cputune-iothreadsched-toomuch",
        "controller-virtio-serial-iothread", "440fx-wrong-root", "q35-wrong-root", "pci-root-address", "pci-root-nonzero-index", "shmem-invalid-size", "shmem-small-size", "shmem-msi-only",
        "shmem-invalid-address", "usb-none-hub", "usb-none-other", "usb-none-usbtablet", "usb-controller-qemu-xhci-limit", "usb-controller-nec-xhci-limit", "numatune-memnode-nocpu",
        "hugepages-memaccess-invalid", "hugepages-default-1G-nodeset-2M", "tpm-no-backend-invalid", "tseg-i440fx", "tseg-invalid-size", "firmware-auto-efi-enrolled-keys-no-secboot", "hugepages-nodeset-nonexist",
    ];

    public static TheoryData<string, string> Pinned => TestGuests.Pinned;

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_libvirt_refuses_is_refused_with_its_line(string name)
    {
        var domain = DomainText.Parse($"{name}.xml", File.ReadAllBytes(Path.Combine(CorpusFolder.Require("libvirt/qemuxmlconfdata"), $"{name}.xml")));
        Assert.Matches($"^{name}\\.xml:[0-9]+: ", Assert.Throws<InvalidInputException>(() => DomainRules.Require(domain)).Message);
    }

    [Fact]
    public void What_libvirt_takes_is_taken()
    {
        var folder = CorpusFolder.Require("libvirt/qemuxmlconfdata");
        var taken = Directory.GetFiles(folder, "*.x86_64-latest.args").Select(args => args.Replace(".x86_64-latest.args", ".xml", StringComparison.Ordinal)).Where(File.Exists).ToList();
        Assert.All(taken, path => Assert.Empty(DomainRules.Of(DomainText.Parse(path, File.ReadAllBytes(path))).Select(problem => $"{Path.GetFileName(path)}: {problem.Words}")));
        Assert.True(taken.Count > 150, $"{taken.Count} domains");
    }

    [Theory]
    [MemberData(nameof(Pinned))]
    public void No_guest_of_the_model_breaks_a_rule(string machine, string name) =>
        Assert.Empty(DomainRules.Of(DomainText.Parse(name, DomainXml.Of(TestGuests.PinnedDesign(machine, name).Guest, TestGuests.HostOf(machine)).ToString())));

    [Theory]
    [MemberData(nameof(Pinned))]
    public void A_device_that_is_put_in_twice_is_found_in_every_guest(string machine, string name)
    {
        var domain = DomainXml.Of(TestGuests.PinnedDesign(machine, name).Guest, TestGuests.HostOf(machine));
        var devices = domain.Root!.Element("devices")!;
        XElement same = new("hostdev", new XAttribute("type", "pci"), new XElement("source", new XElement("address", new XAttribute("bus", "0x7f"), new XAttribute("slot", "0x00"), new XAttribute("function", "0x1"))));
        devices.Add(same, new XElement(same));
        Assert.Contains("0000:7f:00.1 is given to the guest twice", Assert.Single(DomainRules.Of(DomainText.Parse(name, domain.ToString()))).Words, StringComparison.Ordinal);
    }
}
