using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Passthrough.Failures;
using Passthrough.Guests.Editing;

namespace Passthrough.Guests.Import.Libvirt;

/// <summary>Reads a domain's XML as parts. Pure.</summary>
internal static class DomainSource
{
    private const int DeepestNesting = 64;

    // Prefixes are the writer's choice; places are named with those that libvirt's documents use.
    private static readonly ImmutableDictionary<string, string> Prefixes = ImmutableDictionary.CreateRange(StringComparer.Ordinal,
    [
        new KeyValuePair<string, string>("http://libvirt.org/schemas/domain/qemu/1.0", "qemu:"),
        new("http://libosinfo.org/xmlns/libvirt/domain/1.0", "libosinfo:"),
        new(Guests.Libvirt.DomainXml.Namespace, "passthrough:"),
    ]);

    /// <summary>The element <c>domain</c>.</summary>
    /// <param name="name">The source's name, for messages.</param>
    /// <param name="text">The XML; <c>domstatus</c>, as libvirt keeps it of running domains, holds one too.</param>
    /// <exception cref="InvalidInputException">It is no domain, or one that libvirt itself refuses; the message names the line.</exception>
    public static SourcePart Parse(string name, string text)
    {
        try
        {
            RefuseDepth(name, text);
            using var reader = Open(text);
            var root = XDocument.Load(reader).Root!;
            var domain = root.Name.LocalName is "domain" ? root : root.Element("domain");
            if (domain is null)
            {
                throw new InvalidInputException($"'{name}' holds <{root.Name.LocalName}>, not <domain>", name, "virsh dumpxml --inactive NAME writes a domain's XML");
            }

            // What libvirt keeps of a running domain it has taken already, and places are chosen anew.
            if (domain == root)
            {
                DomainRules.Require(DomainText.Parse(name, text), problem => !problem.IsOfPlace);
            }

            return PartOf(domain, "domain", "/domain");
        }
        catch (XmlException exception)
        {
            throw new InvalidInputException($"{name}:{exception.LineNumber}: {DomainText.WithoutPlace(exception.Message)}", name, "correct the XML", null, exception);
        }
    }

    private static XmlReader Open(string text) => XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });

    // Elements within elements without end would exhaust the stack.
    private static void RefuseDepth(string name, string text)
    {
        using var reader = Open(text);
        while (reader.Read())
        {
            if (reader.Depth > DeepestNesting)
            {
                throw new InvalidInputException($"{name}:{((IXmlLineInfo)reader).LineNumber}: elements are nested more than {DeepestNesting} deep", name);
            }
        }
    }

    private static SourcePart PartOf(XElement element, string path, string where)
    {
        var values = element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration).Select(attribute => new SourceValue(attribute.Name.LocalName, attribute.Value)).ToList();
        var text = string.Concat(element.Nodes().OfType<XText>().Select(node => node.Value)).Trim();
        if (text.Length > 0)
        {
            values.Add(new SourceValue("", text));
        }

        var counts = element.Elements().GroupBy(NameOf, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var parts = ImmutableArray.CreateBuilder<SourcePart>();
        foreach (var child in element.Elements())
        {
            var name = NameOf(child);
            var number = seen[name] = seen.GetValueOrDefault(name) + 1;
            parts.Add(PartOf(child, $"{path}/{name}", $"{where}/{name}{(counts[name] > 1 ? $"[{number.ToString(CultureInfo.InvariantCulture)}]" : "")}"));
        }

        return new SourcePart(path, where, [.. values], parts.ToImmutable());
    }

    private static string NameOf(XElement element)
    {
        var space = element.Name.NamespaceName;
        return space.Length == 0 ? element.Name.LocalName
            : Prefixes.GetValueOrDefault(space, element.GetPrefixOfNamespace(element.Name.Namespace) is { } prefix ? prefix + ":" : "") + element.Name.LocalName;
    }
}
