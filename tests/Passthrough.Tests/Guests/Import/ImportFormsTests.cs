using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Guests.Editing;
using Passthrough.Guests.Import;
using Passthrough.Tests.Corpora;

namespace Passthrough.Tests.Guests.Import;

/// <summary>One guest of each tool, written by hand, and what becomes of it.</summary>
public class ImportFormsTests
{
    private static readonly string[] Letters =
    [
        "<domain type='kvm'>", "</domain>", "<name>a</name>", "<os><type arch='x86_64' machine='q35'>hvm</type></os>", "<devices>", "</devices>", "<disk type='file'><source file='/a'/></disk>", "<hostdev mode='subsystem' type='pci'>", "<!--", "&#0;", "<![CDATA[",
        "qemu-system-x86_64 ", "-device ", "vfio-pci,host=01:00.0", "{\"driver\":\"vfio-pci\",\"host\":\"01:00.0\"}", "{\"a\":[1,{}]}", "{", "-drive file=a,if=virtio", "-m 4G", "-smp 999999999,threads=999999999", "\\\n", "\n", "\"", "'", "$A", "${A[@]}", "$(", "`", "A=", "A+=(", "(", ")", ";", "#", " ", ",", ",,", "=",
        "guest_os=\"windows\"", "disk_img=\"a.qcow2\"", "ram=\"9999999999999G\"", "memory: 99999999999", "hostpci0: 01:00,x-vga=1", "scsi0: local:1,iothread=1", "args: -device \"", "[snap]", "\0", "\ud800", "é", "2020-01-01 00:00:00.000+0000: starting up libvirt\n",
    ];

    [Theory]
    [InlineData("everything.xml")]
    [InlineData("start.sh")]
    [InlineData("arguments")]
    [InlineData("libvirt.log")]
    [InlineData("windows-11.conf")]
    [InlineData("101.conf")]
    public void A_guest_of_another_tool_is_as_pinned(string file)
    {
        using var reader = new StreamReader(Golden.PathOf($"import/{file}"));
        var imported = GuestImporter.Import($"/home/anna/{file}", reader.ReadToEnd(), null, null, TestGuests.HostOf("desktop"));
        ImportCorporaTests.AssertReadsBack(imported);
        Golden.Matches($"import/{file}.txt", string.Concat(GuestImportView.Lines(imported, 120).Select(line => line + "\n")));
    }

    [Fact]
    public void The_document_is_as_pinned()
    {
        using var reader = new StreamReader(Golden.PathOf("import/everything.xml"));
        var imported = GuestImporter.Import("/home/anna/everything.xml", reader.ReadToEnd(), null, null, TestGuests.HostOf("desktop"));
        Golden.Matches("import/everything.json", JsonSerializer.Serialize(GuestImportDocument.Of(imported, isWritten: false), ViewDocuments.Default.GuestImportDocument) + "\n");
    }

    [Theory]
    [MemberData(nameof(DomainRulesTests.Refused), MemberType = typeof(DomainRulesTests))]
    public void A_domain_that_libvirt_refuses_is_refused_with_its_line_but_for_places_which_are_chosen_anew(string name)
    {
        using var reader = new StreamReader(Path.Combine(CorpusFolder.Require("libvirt/qemuxmlconfdata"), $"{name}.xml"));
        var text = reader.ReadToEnd();
        var refusal = Record.Exception(() => GuestImporter.Import("/a.xml", text, null, null, TestGuests.Host()));
        Assert.Equal(DomainRules.Of(DomainText.Parse(name, text)).Any(problem => !problem.IsOfPlace), refusal is InvalidInputException);
        Assert.Matches("^$|^/a\\.xml:[0-9]+: ", refusal?.Message ?? "");
    }

    [Theory]
    [InlineData("<domain/>", ImportSource.Libvirt)]
    [InlineData("<!-- WARNING: made by virsh -->\n<domain/>", ImportSource.Libvirt)]
    [InlineData("#!/bin/bash\nqemu-system-x86_64 -m 4G", ImportSource.Qemu)]
    [InlineData("2023-05-04 17:02:31.123+0000: starting up libvirt version: 9.0.0\n/usr/bin/qemu-system-x86_64 -name a", ImportSource.Qemu)]
    [InlineData("#!/usr/bin/quickemu --vm\nguest_os=\"linux\"\n", ImportSource.Quickemu)]
    [InlineData("# my guest\nbios: ovmf\ncores: 4\n", ImportSource.Proxmox)]
    public void The_source_is_told_from_the_text(string text, ImportSource source) => Assert.Equal(source, GuestImporter.SourceOf(text));

    [Theory]
    [InlineData("my guest", "my-guest")]
    [InlineData(".hidden", "hidden")]
    [InlineData("Wíndows", "W-ndows")]
    [InlineData("---", "guest")]
    public void A_name_that_breaks_the_rule_is_mended_and_that_is_said(string given, string mended)
    {
        var imported = GuestImporter.Import("/a", $"-name\nguest={given.Replace(",", ",,", StringComparison.Ordinal)}\n", ImportSource.Qemu, null, TestGuests.Host());
        Assert.Equal(mended, imported.Guest.Name);
        Assert.Contains(imported.Notes, note => note.Contains($"'{given}'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_script_is_never_guessed_at()
    {
        const string script = "qemu-system-x86_64 -m 4G \\\n  -drive file=$HOME/disk.img,format=raw \\\n  -device vfio-pci,host=$(lspci | head -1)\n";
        var imported = GuestImporter.Import("/a.sh", script, null, null, TestGuests.Host());
        Assert.Equal(["line 2: -drive", "line 3: -device"], imported.NotKept.Where(kept => kept.Reason.Contains("not said in the script", StringComparison.Ordinal)).Select(kept => kept.Where));
        Assert.Empty(imported.Guest.Disks);
        Assert.Null(imported.Guest.Gpu);
    }

    [Fact]
    public void Rubbish_is_imported_or_refused()
    {
        var host = TestGuests.Host();
        Prop.ForAll(
            Gen.Elements(Letters).ArrayOf().Select(string.Concat).ToArbitrary(),
            Gen.Elements<ImportSource?>(null, ImportSource.Libvirt, ImportSource.Qemu, ImportSource.Quickemu, ImportSource.Proxmox).ToArbitrary(),
            (text, source) => Record.Exception(() => ImportCorporaTests.AssertReadsBack(GuestImporter.Import("/a", text, source, null, host))) is null or InvalidInputException)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }
}
