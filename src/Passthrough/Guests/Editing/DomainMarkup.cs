using System.Text;
using System.Xml;
using System.Xml.Linq;
using Passthrough.Failures;

namespace Passthrough.Guests.Editing;

/// <summary>Writes elements in the style of the text that they are put into.</summary>
/// <param name="parent">What they are put into; its namespaces hold for them.</param>
/// <param name="quote">The quote of attributes.</param>
/// <param name="oneTagEnd">How an element of one tag ends.</param>
/// <param name="newLine">The line end.</param>
/// <param name="unit">What one level is indented by.</param>
internal sealed class DomainMarkup(DomainElement parent, char quote, string oneTagEnd, string newLine, string unit)
{
    /// <summary>An element as text.</summary>
    /// <param name="element">The element.</param>
    /// <param name="indent">The blanks before its own start tag; null to write all on one line.</param>
    public string Render(XElement element, string? indent)
    {
        var text = new StringBuilder();
        Write(text, element, indent, new Scope(parent.SpaceOf, parent.PrefixOf));
        return text.ToString();
    }

    /// <summary>An attribute as text.</summary>
    /// <param name="element">The element that gets it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="lead">The white space before it.</param>
    /// <param name="quote">The quote.</param>
    public static string Attribute(DomainElement element, XName name, string value, string lead, char quote)
    {
        var text = new StringBuilder();
        var word = name.LocalName;
        if (name.Namespace != XNamespace.None)
        {
            var prefix = element.PrefixOf(name.Namespace) is { Length: > 0 } known ? known : Fresh(candidate => element.SpaceOf(candidate) is not null);
            if (element.SpaceOf(prefix) is null)
            {
                Append(text, lead, $"xmlns:{prefix}", name.NamespaceName, quote);
            }

            word = $"{prefix}:{name.LocalName}";
        }

        Append(text, lead, word, value, quote);
        return text.ToString();
    }

    /// <summary>A value with what would end it, and line ends that a reader would take for blanks, escaped.</summary>
    /// <exception cref="InvalidInputException">XML cannot hold a character of it.</exception>
    public static string InAttribute(string value, char quote) => Checked(value)
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace(quote.ToString(), quote == '"' ? "&quot;" : "&apos;", StringComparison.Ordinal)
        .Replace("\t", "&#9;", StringComparison.Ordinal)
        .Replace("\n", "&#10;", StringComparison.Ordinal)
        .Replace("\r", "&#13;", StringComparison.Ordinal);

    /// <summary>Text with what would end it, and line ends that a reader would change, escaped.</summary>
    /// <exception cref="InvalidInputException">XML cannot hold a character of it.</exception>
    public static string InText(string value) => Checked(value)
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\r", "&#13;", StringComparison.Ordinal);

    private static string Checked(string value)
    {
        try
        {
            return XmlConvert.VerifyXmlChars(value);
        }
        catch (XmlException exception)
        {
            throw new InvalidInputException($"XML cannot hold a character of '{value}'", null, null, null, exception);
        }
    }

    private static void Append(StringBuilder text, string lead, string name, string value, char quote) =>
        text.Append(lead).Append(name).Append('=').Append(quote).Append(InAttribute(value, quote)).Append(quote);

    private static string Fresh(Func<string, bool> isTaken) => Enumerable.Range(1, int.MaxValue).Select(number => $"ns{number}").First(prefix => !isTaken(prefix));

    private void Write(StringBuilder text, XElement element, string? indent, Scope outer)
    {
        var scope = outer.Inside(element);
        var name = NameOf(element, scope);
        text.Append('<').Append(name);
        foreach (var attribute in element.Attributes().Where(attribute => !IsKnownDeclaration(attribute, outer)))
        {
            Append(text, " ", AttributeName(attribute, element, scope), attribute.Value, quote);
        }

        foreach (var (prefix, space) in scope.Added)
        {
            Append(text, " ", prefix.Length == 0 ? "xmlns" : $"xmlns:{prefix}", space.NamespaceName, quote);
        }

        if (!element.Nodes().Any())
        {
            text.Append(oneTagEnd);
            return;
        }

        text.Append('>');
        WriteContent(text, element, indent, scope);
        text.Append("</").Append(name).Append('>');
    }

    private void WriteContent(StringBuilder text, XElement element, string? indent, Scope scope)
    {
        // Where elements are mixed with text, white space has a meaning.
        var isMixed = element.Nodes().OfType<XText>().Any(node => !string.IsNullOrWhiteSpace(node.Value));
        var isLaidOut = indent is not null && !isMixed && element.HasElements;
        var nodes = element.Nodes().Where(node => isMixed || !element.HasElements || node is not XText);
        foreach (var node in nodes)
        {
            text.Append(isLaidOut ? newLine + indent + unit : "");
            switch (node)
            {
                case XElement child:
                    Write(text, child, isLaidOut ? indent + unit : null, scope);
                    break;
                case XText words:
                    text.Append(InText(words.Value));
                    break;
                case XComment comment:
                    text.Append("<!--").Append(comment.Value).Append("-->");
                    break;
            }
        }

        text.Append(isLaidOut ? newLine + indent : "");
    }

    private static bool IsKnownDeclaration(XAttribute attribute, Scope outer) =>
        attribute.IsNamespaceDeclaration && outer.Find(PrefixDeclaredBy(attribute)) is { } space && string.Equals(space.NamespaceName, attribute.Value, StringComparison.Ordinal);

    private static string PrefixDeclaredBy(XAttribute attribute) => attribute.Name.Namespace == XNamespace.Xmlns ? attribute.Name.LocalName : "";

    private static string NameOf(XElement element, Scope scope)
    {
        var prefix = scope.PrefixFor(element.Name.Namespace, element, mayBeEmpty: true);
        return prefix.Length == 0 ? element.Name.LocalName : $"{prefix}:{element.Name.LocalName}";
    }

    private static string AttributeName(XAttribute attribute, XElement element, Scope scope)
    {
        if (attribute.IsNamespaceDeclaration)
        {
            return PrefixDeclaredBy(attribute) is { Length: > 0 } declared ? $"xmlns:{declared}" : "xmlns";
        }

        return attribute.Name.Namespace == XNamespace.None
            ? attribute.Name.LocalName
            : $"{scope.PrefixFor(attribute.Name.Namespace, element, mayBeEmpty: false)}:{attribute.Name.LocalName}";
    }

    /// <summary>What prefixes stand for at one place.</summary>
    /// <param name="outer">What a prefix stands for around it.</param>
    /// <param name="outerPrefix">What stands for a namespace around it.</param>
    private sealed class Scope(Func<string, XNamespace?> outer, Func<XNamespace, string?> outerPrefix)
    {
        private readonly Dictionary<string, XNamespace> declared = new(StringComparer.Ordinal);

        /// <summary>The declarations that the element does not carry itself and needs.</summary>
        public List<(string Prefix, XNamespace Space)> Added { get; } = [];

        public XNamespace? Find(string prefix) => declared.TryGetValue(prefix, out var space) ? space : outer(prefix);

        public Scope Inside(XElement element)
        {
            var inner = new Scope(Find, KnownPrefix);
            foreach (var attribute in element.Attributes().Where(attribute => attribute.IsNamespaceDeclaration))
            {
                inner.declared[PrefixDeclaredBy(attribute)] = attribute.Value;
            }

            return inner;
        }

        public string PrefixFor(XNamespace space, XElement element, bool mayBeEmpty)
        {
            if (mayBeEmpty && (Find("") ?? XNamespace.None) == space)
            {
                return "";
            }

            if (space == XNamespace.Xml)
            {
                return "xml";
            }

            if (space == XNamespace.None)
            {
                return Declare("", space);
            }

            if (KnownPrefix(space) is { Length: > 0 } known)
            {
                return known;
            }

            return element.GetPrefixOfNamespace(space) is { Length: > 0 } customary && Find(customary) is null
                ? Declare(customary, space)
                : Declare(Fresh(prefix => Find(prefix) is not null), space);
        }

        private string? KnownPrefix(XNamespace space)
        {
            var inner = declared.Where(pair => pair.Key.Length > 0 && pair.Value == space).Select(pair => pair.Key).FirstOrDefault() ?? outerPrefix(space);
            return inner is not null && Find(inner) == space ? inner : null;
        }

        private string Declare(string prefix, XNamespace space)
        {
            declared[prefix] = space;
            Added.Add((prefix, space));
            return prefix;
        }
    }
}
