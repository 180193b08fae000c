using System.Text;
using System.Xml.Linq;
using Passthrough.Failures;
using Passthrough.Guests.Editing;

namespace Passthrough.Tests.Guests.Editing;

public class DomainTextTests
{
    private const string Where = "guest.xml";

    private static readonly XElement Pinned = new("vcpupin", new XAttribute("vcpu", "1"), new XAttribute("cpuset", "5"));

    [Theory]
    [InlineData("<domain/>")]
    [InlineData("<?xml version='1.0' encoding='UTF-8'?>\r\n<!-- a --><domain  type = \"kvm\"\t>\r\n\t<name>a&amp;&#x62;<![CDATA[<x>]]></name >\r\n</domain>\r\n<!-- end -->")]
    [InlineData("\n <domain a='>' b=\"'\"><!-- <name> --><name/>text<?do this?></domain>")]
    public void Loading_and_saving_gives_the_same_bytes(string text) =>
        Assert.Equal(Encoding.UTF8.GetBytes(text), DomainText.Parse(Where, Encoding.UTF8.GetBytes(text)).ToBytes());

    [Fact]
    public void Elements_are_found_in_the_text()
    {
        var text = DomainText.Parse(Where, "<!-- <name> --><domain a='>' b=\"'\"><!-- <name> --><name c=''>x<![CDATA[<name>]]></name></domain>");
        var name = Assert.Single(text.Root.Elements);
        Assert.Equal("'", text.Root["b"]);
        Assert.Equal("<name c=''>x<![CDATA[<name>]]></name>", text.Text[name.Start..name.End]);
        Assert.Equal("x<![CDATA[<name>]]>", text.Text[name.StartTagEnd..name.EndTagStart]);
    }

    [Fact]
    public void A_byte_order_mark_stays()
    {
        byte[] bytes = [.. Encoding.UTF8.Preamble, .. "<domain><vcpu>1</vcpu></domain>"u8];
        var text = DomainText.Parse(Where, bytes);
        Assert.Equal(bytes, text.ToBytes());
        Assert.Equal((byte[])[.. Encoding.UTF8.Preamble, .. "<domain><vcpu>2</vcpu></domain>"u8], text.SetValue(text.Root.Find("vcpu")!, "2").ToBytes());
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("no xml", 1)]
    [InlineData("<domain>\n<!-- a <!-- b --> -->\n</domain>", 2)]
    [InlineData("<domain>\n\n<name>\n</domain>", 4)]
    [InlineData("<domain>\n<qemu:commandline/></domain>", 2)]
    [InlineData("<!DOCTYPE domain [<!ENTITY a 'b'>]>\n<domain>&a;</domain>", 1)]
    [InlineData("<domain>\n&a;</domain>", 2)]
    [InlineData("<network/>", 1)]
    [InlineData("<d:domain xmlns:d='x'/>", 1)]
    [InlineData("<?xml version='1.0' encoding='ISO-8859-1'?>\n<domain/>", 1)]
    [InlineData("<domain>\n<a b='1' b='2'/></domain>", 2)]
    [InlineData("<domain/>\n<domain/>", 2)]
    public void What_is_no_domain_is_refused_with_its_line(string text, int line) =>
        Assert.StartsWith($"{Where}:{line}: ", Assert.Throws<InvalidInputException>(() => DomainText.Parse(Where, Encoding.UTF8.GetBytes(text))).Message, StringComparison.Ordinal);

    [Fact]
    public void Other_encodings_are_refused_with_their_line()
    {
        Assert.StartsWith($"{Where}:2: ", Assert.Throws<InvalidInputException>(() => DomainText.Parse(Where, [.. "<domain>\n"u8, 0xfc, .. "</domain>"u8])).Message, StringComparison.Ordinal);
        Assert.StartsWith($"{Where}:1: ", Assert.Throws<InvalidInputException>(() => DomainText.Parse(Where, Encoding.Unicode.GetBytes("\ufeff<domain/>"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_without_end_is_refused() =>
        Assert.Throws<InvalidInputException>(() => DomainText.Parse(Where, $"<domain>{string.Concat(Enumerable.Repeat("<a>", 100_000))}"));

    [Theory]
    [InlineData("<domain><vcpu placement='static' >4</vcpu></domain>", "<domain><vcpu placement='a&lt;&amp;&apos;\"' >4</vcpu></domain>")]
    [InlineData("<domain><vcpu\n  placement = \"static\"/></domain>", "<domain><vcpu\n  placement = \"a&lt;&amp;'&quot;\"/></domain>")]
    [InlineData("<domain><vcpu>4</vcpu></domain>", "<domain><vcpu placement='a&lt;&amp;&apos;\"'>4</vcpu></domain>")]
    [InlineData("<domain><vcpu current=\"2\" /></domain>", "<domain><vcpu current=\"2\" placement=\"a&lt;&amp;'&quot;\" /></domain>")]
    [InlineData("<domain><vcpu\n\tcurrent='2'\n></vcpu></domain>", "<domain><vcpu\n\tcurrent='2'\n\tplacement='a&lt;&amp;&apos;\"'\n></vcpu></domain>")]
    public void An_attribute_is_set_in_the_quotes_that_are_there(string before, string after)
    {
        var text = DomainText.Parse(Where, before);
        var edited = text.SetAttribute(text.Root.Find("vcpu")!, "placement", "a<&'\"");
        Assert.Equal(after, edited.Text);
        Assert.Same(edited, edited.SetAttribute(edited.Root.Find("vcpu")!, "placement", "a<&'\""));
    }

    [Theory]
    [InlineData("<domain><vcpu a='1' placement='static' b='2'/></domain>", "<domain><vcpu a='1' b='2'/></domain>")]
    [InlineData("<domain><vcpu\n  placement='static'>4</vcpu></domain>", "<domain><vcpu>4</vcpu></domain>")]
    [InlineData("<domain><vcpu a='1'/></domain>", "<domain><vcpu a='1'/></domain>")]
    public void An_attribute_goes_with_the_blanks_before_it(string before, string after)
    {
        var text = DomainText.Parse(Where, before);
        Assert.Equal(after, text.RemoveAttribute(text.Root.Find("vcpu")!, "placement").Text);
    }

    [Theory]
    [InlineData("<domain><vcpu>4</vcpu></domain>", "<domain><vcpu>&lt;8&gt;</vcpu></domain>")]
    [InlineData("<domain><vcpu/></domain>", "<domain><vcpu>&lt;8&gt;</vcpu></domain>")]
    [InlineData("<domain><vcpu a='1' /></domain>", "<domain><vcpu a='1'>&lt;8&gt;</vcpu></domain>")]
    [InlineData("<domain><vcpu><!-- four -->4<!-- ! --></vcpu></domain>", "<domain><vcpu><!-- four -->&lt;8&gt;<!-- ! --></vcpu></domain>")]
    [InlineData("<domain><vcpu><![CDATA[4<!-- no -->]]></vcpu></domain>", "<domain><vcpu>&lt;8&gt;</vcpu></domain>")]
    [InlineData("<domain><vcpu>&#x38;</vcpu></domain>", "<domain><vcpu>&lt;8&gt;</vcpu></domain>")]
    public void A_text_is_set_and_comments_in_it_stay(string before, string after)
    {
        var text = DomainText.Parse(Where, before);
        Assert.Equal(after, text.SetValue(text.Root.Find("vcpu")!, "<8>").Text);
    }

    [Theory]
    [InlineData("<domain>\n  <cputune>\n    <vcpupin vcpu='0' cpuset='4'/> <!-- first -->\n    <emulatorpin/>\n  </cputune>\n</domain>\n", "<domain>\n  <cputune>\n    <vcpupin vcpu='0' cpuset='4'/> <!-- first -->\n    <vcpupin vcpu='1' cpuset='5'/>\n    <emulatorpin/>\n  </cputune>\n</domain>\n")]
    [InlineData("<domain>\r\n\t<cputune>\r\n\t\t<shares>1</shares>\r\n\t</cputune>\r\n</domain>", "<domain>\r\n\t<cputune>\r\n\t\t<shares>1</shares>\r\n\t\t<vcpupin vcpu='1' cpuset='5'/>\r\n\t</cputune>\r\n</domain>")]
    [InlineData("<domain>\n    <cputune a=\"1\" />\n</domain>", "<domain>\n    <cputune a=\"1\">\n        <vcpupin vcpu=\"1\" cpuset=\"5\" />\n    </cputune>\n</domain>")]
    [InlineData("<domain><cputune/></domain>", "<domain><cputune><vcpupin vcpu='1' cpuset='5'/></cputune></domain>")]
    [InlineData("<domain><cputune><emulatorpin/></cputune></domain>", "<domain><cputune><vcpupin vcpu='1' cpuset='5'/><emulatorpin/></cputune></domain>")]
    [InlineData("<domain>\n  <cputune>\n  </cputune>\n</domain>", "<domain>\n  <cputune>\n    <vcpupin vcpu='1' cpuset='5'/>\n  </cputune>\n</domain>")]
    [InlineData("<domain>\n  <cputune></cputune>\n</domain>", "<domain>\n  <cputune>\n    <vcpupin vcpu='1' cpuset='5'/>\n  </cputune>\n</domain>")]
    [InlineData("<domain>\n  <cputune> <!-- pins\n of mine -->\n    <emulatorpin/>\n  </cputune>\n</domain>", "<domain>\n  <cputune> <!-- pins\n of mine -->\n    <vcpupin vcpu='1' cpuset='5'/>\n    <emulatorpin/>\n  </cputune>\n</domain>")]
    [InlineData("<domain>\n  <cputune>\n    <vcpupin vcpu='0'/><emulatorpin/>\n  </cputune>\n</domain>", "<domain>\n  <cputune>\n    <vcpupin vcpu='0'/><vcpupin vcpu='1' cpuset='5'/><emulatorpin/>\n  </cputune>\n</domain>")]
    public void An_element_is_put_where_libvirt_writes_it_and_looks_like_its_neighbours(string before, string after)
    {
        var text = DomainText.Parse(Where, before);
        Assert.Equal(after, text.Insert(text.Root.Find("cputune")!, Pinned).Text);
    }

    [Theory]
    [InlineData("<domain>\n  <a/>\n  <vcpu/>\n  <b/>\n</domain>", "<domain>\n  <a/>\n  <b/>\n</domain>")]
    [InlineData("<domain>\n  <a/>\n  <!-- mine -->\n  <vcpu>\n   <x/>\n  </vcpu>  \n\n  <b/>\n</domain>", "<domain>\n  <a/>\n  <!-- mine -->\n\n  <b/>\n</domain>")]
    [InlineData("<domain>\r\n\t<a/>\r\n\t<vcpu/> <!-- mine -->\r\n</domain>", "<domain>\r\n\t<a/>\r\n\t<!-- mine -->\r\n</domain>")]
    [InlineData("<domain>\n  <a/><vcpu/><b/>\n</domain>", "<domain>\n  <a/><b/>\n</domain>")]
    [InlineData("<domain>\n  <a/> <vcpu/>\n</domain>", "<domain>\n  <a/>\n</domain>")]
    [InlineData("<domain>\n  <vcpu/>\n</domain>", "<domain/>")]
    [InlineData("<domain a='1'>\n  <!-- mine -->\n  <vcpu/>\n</domain>", "<domain a='1'>\n  <!-- mine -->\n</domain>")]
    public void An_element_goes_with_its_line_and_leaves_comments(string before, string after)
    {
        var text = DomainText.Parse(Where, before);
        Assert.Equal(after, text.Remove(text.Root.Find("vcpu")!).Text);
    }

    [Fact]
    public void Names_of_other_namespaces_get_the_prefix_that_is_known()
    {
        XNamespace qemu = "http://libvirt.org/schemas/domain/qemu/1.0";
        XNamespace other = "urn:other";
        var text = DomainText.Parse(Where, $"<domain xmlns:q='{qemu}'>\n  <q:commandline>\n    <q:arg value='a'/>\n  </q:commandline>\n</domain>");
        var commandLine = text.Root.Find(qemu + "commandline")!;
        var edited = text.Append(commandLine, new XElement(qemu + "arg", new XAttribute("value", "b")));
        Assert.Contains("\n    <q:arg value='a'/>\n    <q:arg value='b'/>\n", edited.Text, StringComparison.Ordinal);
        edited = edited.Append(edited.Root, new XElement("metadata", new XElement(other + "x", new XAttribute(XNamespace.Xmlns + "o", other), new XElement(other + "y", new XAttribute(other + "z", "1")))));
        Assert.Contains("\n  <metadata>\n    <o:x xmlns:o='urn:other'>\n      <o:y o:z='1'/>\n    </o:x>\n  </metadata>\n", edited.Text, StringComparison.Ordinal);
        edited = edited.Append(edited.Root, new XElement("metadata", new XElement(other + "x", new XElement("plain"))));
        Assert.Contains("<ns1:x xmlns:ns1='urn:other'>", edited.Text, StringComparison.Ordinal);
        edited = edited.SetAttribute(edited.Root.Find("metadata")!, other + "z", "1");
        Assert.Contains("<metadata xmlns:ns1='urn:other' ns1:z='1'>", edited.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Elements_without_a_namespace_keep_none_below_one_that_has()
    {
        var text = DomainText.Parse(Where, "<domain><metadata><x xmlns='urn:other'/></metadata></domain>");
        var edited = text.Append(text.Root.Find("metadata")!.Elements[0], new XElement("y"));
        Assert.Equal("<domain><metadata><x xmlns='urn:other'><y xmlns=''/></x></metadata></domain>", edited.Text);
    }

    [Fact]
    public void What_XML_cannot_hold_is_refused()
    {
        var text = DomainText.Parse(Where, "<domain><vcpu/></domain>");
        Assert.Throws<InvalidInputException>(() => text.SetAttribute(text.Root.Find("vcpu")!, "a", "\u0001"));
        Assert.Throws<InvalidInputException>(() => text.SetValue(text.Root.Find("vcpu")!, "\ud800"));
    }

    [Fact]
    public void Text_among_elements_is_kept_as_it_is()
    {
        var text = DomainText.Parse(Where, "<domain>\n  <a/>\n</domain>");
        var edited = text.Append(text.Root, XElement.Parse("<description>one <b>two</b>\n three<!-- four --></description>", LoadOptions.PreserveWhitespace));
        Assert.Equal("<domain>\n  <a/>\n  <description>one <b>two</b>\n three<!-- four --></description>\n</domain>", edited.Text);
    }
}
