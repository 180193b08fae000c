using FsCheck;
using FsCheck.Fluent;
using Passthrough.Guests.Firmware;
using Passthrough.Tests.Corpora;

namespace Passthrough.Tests.Guests.Firmware;

public class UefiFirmwareTests
{
    [Fact]
    public void The_plain_firmware_is_chosen_before_one_that_needs_more()
    {
        var secure = Descriptor("/secure.fd", "\"secure-boot\", \"requires-smm\"");
        var plain = Descriptor("/plain.fd", "\"acpi-s3\"");
        Assert.Equal("/plain.fd", UefiFirmware.Choose([null, "rubbish", secure, plain])!.CodePath);
        Assert.Null(UefiFirmware.Choose([secure]));
    }

    [Fact]
    public void The_descriptors_of_a_distribution_give_one()
    {
        var folder = CorpusFolder.Require("firmware-descriptors");
        var chosen = UefiFirmware.Choose(Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(path => new StreamReader(path).ReadToEnd()));
        Assert.Equal(("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"), (chosen!.CodePath, chosen.VariablesTemplatePath));
    }

    [Fact]
    public void No_text_makes_it_throw() =>
        Prop.ForAll(
            Gen.Elements("{", "}", "[", "]", ":", ",", "\"mapping\"", "\"device\"", "\"flash\"", "\"\\ud800\"", "1", "null", "\"targets\"", "\"interface-types\"", "\"uefi\"").ArrayOf().Select(string.Concat).ToArbitrary(),
            text => UefiFirmware.Parse(text) is null).QuickCheckThrowOnFailure();

    private static string Descriptor(string code, string features) =>
        $$"""
        {"interface-types": ["uefi"], "mapping": {"device": "flash", "executable": {"filename": "{{code}}", "format": "raw"}, "nvram-template": {"filename": "/vars.fd", "format": "raw"} },
         "targets": [{"architecture": "x86_64", "machines": ["pc-i440fx-*", "pc-q35-*"]}], "features": [{{features}}]}
        """;
}
