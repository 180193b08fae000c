using System.Collections.Immutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Passthrough.Host.Firmware;
using Passthrough.Host.Reading;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Corpora;

/// <summary>libvirt's own descriptors, and the firmware that libvirt chose from them for its test guests.</summary>
public partial class GuestFirmwareTests
{
    [Fact]
    public void Descriptors_count_in_the_order_of_their_names_and_an_empty_one_hides_its_namesake()
    {
        // What libvirt's qemufirmwaretest expects, without the configuration of a user, which a system's guests do not see.
        var folder = CorpusFolder.Require("libvirt/qemufirmwaredata");
        var names = Images().Select(image => Path.GetFileName(image.DescriptorPath)).ToList();
        Assert.Equal(
            Directory.GetFiles(Path.Combine(folder, "usr/share/qemu/firmware")).Select(Path.GetFileName).Where(name => name is not ("92-masked.json" or "93-invalid.json")).Order(StringComparer.Ordinal),
            names);
    }

    [Fact]
    public void Libvirts_choice_for_every_guest_is_the_first_that_fits()
    {
        var images = Images();
        var folder = CorpusFolder.Require("libvirt/qemuxmlconfdata");
        var compared = Directory.GetFiles(folder, "firmware-auto-efi*.x86_64-latest.args").Order(StringComparer.Ordinal).Select(args => (Args: args, Code: Code().Match(string.Join(' ', File.ReadLines(args))).Groups["path"].Value)).ToList();
        Assert.All(compared, guest => Assert.Equal(guest.Code, Choose(images, XDocument.Load(guest.Args.Replace(".x86_64-latest.args", ".xml", StringComparison.Ordinal)))?.ExecutablePath));
        Assert.True(compared.Count >= 15, $"{compared.Count} guests");
    }

    [Fact]
    public void Debians_descriptors_are_read_whole()
    {
        var folder = CorpusFolder.Require("firmware-descriptors");
        using var machine = new ScratchMachine().Bytes("/usr/share/OVMF/OVMF_CODE_4M.fd", new byte[3653632]).Link("/usr/share/OVMF/OVMF_CODE_4M.ms.fd", "OVMF_CODE_4M.fd");
        foreach (var file in Directory.GetFiles(folder, "*.json"))
        {
            machine.Bytes($"/usr/share/qemu/firmware/{Path.GetFileName(file)}", File.ReadAllBytes(file));
        }

        Assert.Equal(
            ["40 4 MiB installed, secure boot, keys, smm", "50 4 MiB absent, secure boot, -, smm", "60 4 MiB installed, -, -, -"],
            FirmwareImages.Read(new MachineReader(machine.Roots)).Select(image =>
                $"{Path.GetFileName(image.DescriptorPath)[..2]} {image.FlashMib} MiB {(image.IsInstalled ? "installed" : "absent")}, {(image.HasSecureBoot ? "secure boot" : "-")}, {(image.HasEnrolledKeys ? "keys" : "-")}, {(image.RequiresSmm ? "smm" : "-")}"));
    }

    // libvirt's rules: the formats asked for, raw where none is; the features asked for; the files asked for. The first descriptor that fits is taken.
    private static FirmwareImage? Choose(ImmutableArray<FirmwareImage> images, XDocument domain)
    {
        var os = domain.Root!.Element("os")!;
        var (loader, nvram) = (os.Element("loader"), os.Element("nvram"));
        var codeFormat = Attribute(loader, "format");
        var storeFormat = Attribute(nvram, "format");
        var features = os.Descendants("feature").ToDictionary(feature => Attribute(feature, "name")!, feature => Attribute(feature, "enabled") is "yes");
        var isSecure = Attribute(loader, "secure");
        return images.FirstOrDefault(image =>
            image.IsUefiFor("x86_64", Attribute(os.Element("type"), "machine")!)
            && image.ExecutableFormat == (codeFormat ?? storeFormat ?? "raw")
            && features.All(feature => image.Features.Contains(feature.Key) == feature.Value)
            && (isSecure is null || image.RequiresSmm == isSecure is "yes")
            && (loader?.Value is not { Length: > 0 } path || path == image.ExecutablePath)
            && (Attribute(nvram, "template") is not { } template || template == image.TemplatePath));
    }

    private static string? Attribute(XElement? element, string name) => element?.Attribute(name)?.Value;

    private static ImmutableArray<FirmwareImage> Images()
    {
        var folder = CorpusFolder.Require("libvirt/qemufirmwaredata");
        using var machine = new ScratchMachine();
        foreach (var file in new[] { "usr/share", "etc" }.SelectMany(top => Directory.GetFiles(Path.Combine(folder, top, "qemu/firmware"))))
        {
            machine.Bytes("/" + Path.GetRelativePath(folder, file), File.ReadAllBytes(file));
        }

        return FirmwareImages.Read(new MachineReader(machine.Roots));
    }

    [GeneratedRegex("\"filename\":\"(?<path>[^\"]*)\",\"node-name\":\"libvirt-pflash0-storage\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
