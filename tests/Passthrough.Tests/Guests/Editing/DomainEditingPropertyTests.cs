using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Failures;
using Passthrough.Guests.Editing;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Guests.Editing;

public class DomainEditingPropertyTests
{
    private static readonly string[] Words =
    [
        "<domain>", "</domain>", "<domain/>", "<devices>", "</devices>", "<hostdev type='pci'>", "</hostdev>", "<source>", "</source>", "<address bus='0x01'/>", "<address bus='x' slot=''/>", "<cpu/>",
        "<vcpu>", "</vcpu>", "<cputune>", "</cputune>", "<vcpupin vcpu='0'/>", "<memory unit='x'>9</memory>", "<video/>", "<input/>", "<!--", "-->", "<![CDATA[", "]]>", "&amp;", "&x;", "&#0;", "\r", "\n", " ",
        "'", "\"", "<", ">", "<?xml version='1.0'?>", "<?a ?>", "<!DOCTYPE a>", "xmlns:q='u'", "q:", "\0", "\ud800", "é", "4",
    ];

    private const string Devices = "<devices>|~<emulator>/qemu</emulator>|~<!-- <hostdev/> -->|~<memballoon model=%none%/>|~<input type=%mouse% bus=%ps2%/> <!-- mine -->|</devices>";

    // A domain as a person would lay it out; comments, entities and quotes are anywhere.
    private static Gen<string> Domains =>
        from newLine in Gen.Elements("\n", "\r\n", "")
        from unit in Gen.Elements("  ", "    ", "\t").Select(blanks => newLine.Length == 0 ? "" : blanks)
        from quote in Gen.Elements("'", "\"")
        from end in Gen.Elements("/>", " />")
        from sections in Gen.SubListOf(
            "<memory unit=%KiB%>4194304</memory>",
            "<currentMemory>4194304</currentMemory>",
            "<memoryBacking>|~<access mode=%shared%/>|~<!-- a -->|</memoryBacking>",
            "<vcpu placement=%static%>4</vcpu>",
            "<os>|~<type>hvm</type>|~<boot dev=%hd%/>|</os>",
            "<features>|~<acpi/>|~<hyperv mode=%custom%>|~~<relaxed state=%on%/>|~</hyperv>|</features>",
            "<cpu mode=%host-passthrough%>|~<topology sockets=%1% cores=%4% threads=%1%/>|</cpu>",
            "<title>a &amp; &#x62; <![CDATA[<c>]]></title>",
            "<!-- <cputune> -->",
            "<cputune>|~<shares>5</shares>|</cputune>",
            "<metadata>|~<a:b xmlns:a=%u%/>|</metadata>")
        from order in Gen.Shuffle(sections.Append(Devices).ToArray())
        select Laid(order, newLine, unit, quote, end);

    [Fact]
    public void No_text_gives_anything_but_a_domain_or_an_error_with_its_line() => Rubbish.IsSwallowedAsBytesBy(bytes => Assert.True(IsKeptOrRefused(bytes)), Words);

    [Fact]
    public void No_text_in_a_domain_does_either() => Rubbish.IsSwallowedBy(text => Assert.True(IsKeptOrRefused(Encoding.UTF8.GetBytes($"<domain>{text}</domain>"))), Words);

    [Fact]
    public void Loading_and_saving_gives_the_same_bytes() => ForAll(domain => Assert.Equal(Encoding.UTF8.GetBytes(domain.Text), DomainText.Parse("x", Encoding.UTF8.GetBytes(domain.Text)).ToBytes()));

    [Fact]
    public void An_edit_and_its_inverse_give_the_same_bytes() => ForAll(domain =>
    {
        Assert.Equal(domain.Text, CardEditor.Remove(CardEditor.Add(domain, PersonEdit.Card), [.. PersonEdit.Card.Select(function => function.Host)]).Text);
        Assert.Equal(domain.Text, MemoryEditor.SetHugePages(MemoryEditor.SetHugePages(domain, DomainHugePages.OneGiB), DomainHugePages.Off).Text);
        Assert.Equal(domain.Text, MemoryEditor.SetLocked(MemoryEditor.SetLocked(domain, true), false).Text);
        Assert.Equal(domain.Text, MemoryEditor.SetSharing(MemoryEditor.SetSharing(domain, false), true).Text);
        var sized = CpuEditor.SetVcpus(domain, 4, 2);
        Assert.Equal(sized.Text, CpuEditor.RemovePins(CpuEditor.Pin(sized, PersonEdit.Layout with { NeedsTopoext = false })).Text);
        var numbered = domain.SetAttribute(domain.Root, "id", "1");
        Assert.Equal(domain.Text, numbered.RemoveAttribute(numbered.Root, "id").Text);
    });

    [Fact]
    public void An_edit_changes_only_its_own_nodes_and_twice_equals_once() => ForAll(domain => Assert.All(PersonEdit.All, edit =>
    {
        var once = edit.Run(domain);
        edit.AssertNothingElseChanged(domain, once);
        Assert.Equal(once.Text, edit.Run(once).Text);
        edit.Means(once);
    }));

    [Fact]
    public void Line_ends_stay_as_they_are() => ForAll(domain => Assert.All(PersonEdit.All, edit => Assert.Equal(LineEndsOf(domain), LineEndsOf(edit.Run(domain)))));

    [Fact]
    public void The_laws_of_a_merge_hold_for_any_domains() =>
        Prop.ForAll(Domains.ToArbitrary(), Domains.ToArbitrary(), Domains.ToArbitrary(), (before, wanted, present) =>
        {
            var there = DomainText.Parse("x", present);
            Assert.Same(there, DomainMerge.Apply(before, before, there).Text);
            Assert.Equal(present, DomainMerge.Apply(before, present, there).Text.Text);
            var plain = DomainMerge.Apply(before, wanted, DomainText.Parse("x", before));
            Assert.Empty(plain.Conflicts);
            Assert.True(DomainTrees.AreSame(DomainText.Parse("x", wanted).Root.ToTree(), plain.Text.Root.ToTree()), plain.Text.Text);
            var once = DomainMerge.Apply(before, wanted, there);
            Assert.Equal(once.Text.Text, DomainMerge.Apply(before, wanted, once.Text).Text.Text);
        }).Check(Config.QuickThrowOnFailure);

    private static string LineEndsOf(DomainText domain) =>
        $"{domain.Text.Contains("\r\n", StringComparison.Ordinal)} {domain.Text.Replace("\r\n", "", StringComparison.Ordinal).Contains('\n', StringComparison.Ordinal)}";

    private static bool IsKeptOrRefused(byte[] bytes)
    {
        try
        {
            var domain = DomainText.Parse("x", bytes);
            return domain.ToBytes().AsSpan().SequenceEqual(bytes) && PersonEdit.All.All(edit => IsEditedOrRefused(edit, domain));
        }
        catch (InvalidInputException exception)
        {
            return exception.Message.StartsWith("x:", StringComparison.Ordinal);
        }
    }

    private static bool IsEditedOrRefused(PersonEdit edit, DomainText domain)
    {
        try
        {
            return edit.Run(domain).Root.Name == "domain";
        }
        catch (RefusedException)
        {
            return true;
        }
    }

    // Sections are lines parted by bars; % stands for a quote and ~ for a level of indentation.
    private static string Laid(IEnumerable<string> sections, string newLine, string unit, string quote, string end) =>
        string.Concat(sections.SelectMany(section => section.Split('|')).Select(line => $"~{line}|").Prepend("<domain type=%kvm%>|").Append("</domain>|"))
            .Replace("|", newLine, StringComparison.Ordinal)
            .Replace("~", unit, StringComparison.Ordinal)
            .Replace("%", quote, StringComparison.Ordinal)
            .Replace("/>", end, StringComparison.Ordinal);

    private static void ForAll(Action<DomainText> law) => Prop.ForAll(Domains.ToArbitrary(), text => law(DomainText.Parse("x", text))).Check(Config.QuickThrowOnFailure);
}
