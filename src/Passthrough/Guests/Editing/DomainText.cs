using System.Collections.Immutable;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Passthrough.Failures;

namespace Passthrough.Guests.Editing;

/// <summary>
/// The text of a libvirt domain with the places of its elements. Each edit gives a new text in which only the edited node differs: comments, unknown elements, order
/// and quotes of attributes, entities, white space, line ends, byte order mark and XML declaration stay as they are.
/// </summary>
public sealed class DomainText
{
    private const int DeepestNesting = 200;
    private const string RootName = "domain";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly DomainStyle style;

    private DomainText(string path, string text, bool hasMark, DomainElement root)
    {
        Path = path;
        Text = text;
        HasMark = hasMark;
        Root = root;
        style = DomainStyle.Of(text, root);
    }

    /// <summary>The file's path or the domain's name, for messages.</summary>
    public string Path { get; }

    /// <summary>The exact text, without a byte order mark.</summary>
    public string Text { get; }

    /// <summary>True when the bytes begin with a byte order mark.</summary>
    public bool HasMark { get; }

    /// <summary>The element <c>domain</c>.</summary>
    public DomainElement Root { get; }

    /// <summary>Understands a file's bytes.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="bytes">UTF-8, with or without a byte order mark.</param>
    /// <exception cref="InvalidInputException">It is no domain; the message names the line.</exception>
    public static DomainText Parse(string path, ReadOnlySpan<byte> bytes)
    {
        var hasMark = bytes.StartsWith(Encoding.UTF8.Preamble);
        var content = hasMark ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        try
        {
            return Parse(path, Strict.GetString(content), hasMark);
        }
        catch (DecoderFallbackException exception)
        {
            var line = content[..Math.Clamp(exception.Index, 0, content.Length)].Count((byte)'\n') + 1;
            throw new InvalidInputException($"{path}:{line}: this is not UTF-8 text", path, "convert it, for example with iconv", null, exception);
        }
    }

    /// <summary>Understands a text.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="InvalidInputException">It is no domain; the message names the line.</exception>
    public static DomainText Parse(string path, string text) => Parse(path, text, hasMark: false);

    /// <summary>The bytes: those that were parsed, but for the edits.</summary>
    public byte[] ToBytes() => HasMark ? [.. Encoding.UTF8.Preamble, .. Strict.GetBytes(Text)] : Strict.GetBytes(Text);

    /// <summary>Gives an attribute a value; where it is missing it becomes the last one.</summary>
    /// <param name="element">An element of this text.</param>
    /// <param name="name">The attribute.</param>
    /// <param name="value">The value.</param>
    /// <returns>This text when it has the value already.</returns>
    /// <exception cref="InvalidInputException">XML cannot hold a character of the value.</exception>
    public DomainText SetAttribute(DomainElement element, XName name, string value)
    {
        var present = element.Attributes.FirstOrDefault(attribute => attribute.Name == name);
        if (present is not null)
        {
            return string.Equals(present.Value, value, StringComparison.Ordinal)
                ? this
                : With(present.ValueStart, present.ValueEnd, DomainMarkup.InAttribute(value, Text[present.ValueEnd]));
        }

        var last = element.Attributes.LastOrDefault();
        var lead = last is null ? " " : Text[last.Lead..last.Start];
        var quote = last is null ? style.QuoteIn(Text, element) : Text[last.ValueEnd];
        var at = last is null ? element.NameEnd : last.ValueEnd + 1;
        return With(at, at, DomainMarkup.Attribute(element, name, value, lead, quote));
    }

    /// <summary>Takes an attribute out, with the white space before it.</summary>
    /// <param name="element">An element of this text.</param>
    /// <param name="name">The attribute.</param>
    /// <returns>This text when there is none.</returns>
    public DomainText RemoveAttribute(DomainElement element, XName name) =>
        element.Attributes.FirstOrDefault(attribute => attribute.Name == name) is { } present ? With(present.Lead, present.ValueEnd + 1, "") : this;

    /// <summary>Gives an element without elements in it a text; comments in it stay.</summary>
    /// <param name="element">An element of this text.</param>
    /// <param name="value">The text.</param>
    /// <returns>This text when it says so already.</returns>
    /// <exception cref="InvalidInputException">XML cannot hold a character of the text.</exception>
    public DomainText SetValue(DomainElement element, string value)
    {
        if (!element.Elements.IsEmpty)
        {
            throw new ArgumentException("the element holds elements", nameof(element));
        }

        if (string.Equals(element.Value, value, StringComparison.Ordinal))
        {
            return this;
        }

        var content = DomainMarkup.InText(value);
        if (element.IsOneTag)
        {
            return With(DomainLayout.TagClose(Text, element), element.End, $">{content}{EndTag(element)}");
        }

        // What is not a comment is the old text; the new one comes where its first letter was.
        var kept = new StringBuilder();
        var place = -1;
        for (var at = element.StartTagEnd; at < element.EndTagStart;)
        {
            var comment = DomainScanner.SkipSilent(Text, at);
            if (comment is { } end)
            {
                kept.Append(Text.AsSpan(at, end - at));
            }
            else if (place < 0 && !DomainScanner.IsBlank(Text[at]))
            {
                place = kept.Length;
            }

            at = comment ?? DomainScanner.SkipNoElement(Text, at) ?? at + 1;
        }

        kept.Insert(Math.Max(place, 0), content);
        return With(element.StartTagEnd, element.EndTagStart, kept.ToString());
    }

    /// <summary>Puts another element in the place of one.</summary>
    /// <param name="element">An element of this text, not the root.</param>
    /// <param name="replacement">The other one.</param>
    public DomainText Replace(DomainElement element, XElement replacement) =>
        With(element.Start, element.End, Rendered(replacement, element.Parent!, DomainLayout.IndentOf(Text, element.Start)));

    /// <summary>Puts an element where libvirt writes it: after the last one of the same name, else after what comes before it in libvirt's order.</summary>
    /// <param name="parent">An element of this text.</param>
    /// <param name="child">The new element.</param>
    public DomainText Insert(DomainElement parent, XElement child) =>
        DomainOrder.Before(parent, child.Name) is { } sibling ? InsertAfter(sibling, child) : InsertFirst(parent, child);

    /// <summary>Puts an element at the end of another.</summary>
    /// <param name="parent">An element of this text.</param>
    /// <param name="child">The new element.</param>
    public DomainText Append(DomainElement parent, XElement child) =>
        InsertAt(parent, parent.Elements.Length, child);

    /// <summary>Puts an element behind another, and behind a comment that stands on the other's last line.</summary>
    /// <param name="sibling">An element of this text, not the root.</param>
    /// <param name="child">The new element.</param>
    public DomainText InsertAfter(DomainElement sibling, XElement child)
    {
        return DomainLayout.IndentOf(Text, sibling.Start) is { } indent && DomainLayout.LineEnd(Text, sibling.End) is { } at
            ? With(at, at, DomainLayout.NewLineAt(Text, at) + indent + Rendered(child, sibling.Parent!, indent))
            : With(sibling.End, sibling.End, Rendered(child, sibling.Parent!, indent: null));
    }

    /// <summary>Puts an element before the one that has a number, or at the end.</summary>
    /// <param name="parent">An element of this text.</param>
    /// <param name="index">The number that it gets among the elements of the parent, from 0.</param>
    /// <param name="child">The new element.</param>
    public DomainText InsertAt(DomainElement parent, int index, XElement child) => index == 0 ? InsertFirst(parent, child) : InsertAfter(parent.Elements[index - 1], child);

    /// <summary>Takes an element out; where it has its lines for itself these go too. What is then empty becomes one tag. Comments stay.</summary>
    /// <param name="element">An element of this text, not the root.</param>
    public DomainText Remove(DomainElement element)
    {
        var (start, end) = DomainLayout.Extent(Text, element);
        var parent = element.Parent!;
        var isEmptied = IsBlank(parent.StartTagEnd, start) && IsBlank(end, parent.EndTagStart);
        return isEmptied ? With(DomainLayout.TagClose(Text, parent), parent.End, style.OneTagEnd) : With(start, end, "");
    }

    private static DomainText Parse(string path, string text, bool hasMark)
    {
        try
        {
            Check(path, text);
            using var reader = Reader(text);
            var tree = XDocument.Load(reader, LoadOptions.PreserveWhitespace).Root!;
            if (tree.Name != RootName)
            {
                throw new InvalidInputException($"{path}:1: this is no libvirt domain: the first element is '{tree.Name.LocalName}'", path, "give the XML of a domain, as 'virsh dumpxml' writes it");
            }

            var places = DomainScanner.Scan(text);
            var next = 0;
            return new DomainText(path, text, hasMark, Placed(tree, places, ref next));
        }
        catch (XmlException exception)
        {
            throw new InvalidInputException($"{path}:{Math.Max(exception.LineNumber, 1)}: {WithoutPlace(exception.Message)}", path, "correct the line; nothing was changed", null, exception);
        }
    }

    private static XmlReader Reader(string text) => XmlReader.Create(
        new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true });

    // Before a tree is made: nesting without end would exhaust the stack, and a document type could give entities a meaning.
    private static void Check(string path, string text)
    {
        using var reader = Reader(text);
        while (reader.Read())
        {
            var line = ((IXmlLineInfo)reader).LineNumber;
            if (reader.Depth > DeepestNesting)
            {
                throw new InvalidInputException($"{path}:{line}: nesting this deep is not understood here", path);
            }

            if (reader.NodeType == XmlNodeType.XmlDeclaration && reader.GetAttribute("encoding") is { } encoding && !string.Equals(encoding, "utf-8", StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidInputException($"{path}:{line}: the encoding '{encoding}' is not understood here", path, "convert the file to UTF-8");
            }
        }
    }

    /// <summary>A message of the XML reader without its place, which stands in front here.</summary>
    internal static string WithoutPlace(string message) => message.LastIndexOf(" Line ", StringComparison.Ordinal) is > 0 and var end ? message[..end] : message;

    private static DomainElement Placed(XElement tree, List<ScannedElement> places, ref int next)
    {
        var place = places[next++];
        var elements = ImmutableArray.CreateBuilder<DomainElement>();
        foreach (var child in tree.Elements())
        {
            elements.Add(Placed(child, places, ref next));
        }

        return new DomainElement(
            tree,
            place,
            [.. tree.Attributes().Zip(place.Attributes, (attribute, found) => new DomainAttribute(attribute.Name, attribute.Value, found.Lead, found.Start, found.ValueStart, found.ValueEnd))],
            elements.ToImmutable());
    }

    private DomainText InsertFirst(DomainElement parent, XElement child)
    {
        var outer = DomainLayout.IndentOf(Text, parent.Start);
        var inner = outer is null ? null : style.IndentIn(Text, parent, outer);
        var content = Rendered(child, parent, inner);
        var newLine = DomainLayout.NewLineAt(Text, parent.StartTagEnd);
        if (parent.IsOneTag)
        {
            var body = inner is null ? content : newLine + inner + content + newLine + outer;
            return With(DomainLayout.TagClose(Text, parent), parent.End, $">{body}{EndTag(parent)}");
        }

        if (inner is not null && DomainLayout.LineEnd(Text, parent.StartTagEnd) is { } at)
        {
            return With(at, at, newLine + inner + content);
        }

        return inner is not null && IsBlank(parent.StartTagEnd, parent.EndTagStart)
            ? With(parent.StartTagEnd, parent.EndTagStart, newLine + inner + content + newLine + outer)
            : With(parent.StartTagEnd, parent.StartTagEnd, Rendered(child, parent, indent: null));
    }

    private string Rendered(XElement element, DomainElement parent, string? indent) =>
        new DomainMarkup(parent, style.QuoteIn(Text, parent), style.OneTagEnd, DomainLayout.NewLineAt(Text, parent.StartTagEnd), style.Unit).Render(element, indent);

    private string EndTag(DomainElement element) => $"</{Text[(element.Start + 1)..element.NameEnd]}>";

    private bool IsBlank(int start, int end) => Text.AsSpan(start, end - start).ContainsAnyExcept(" \t\r\n") is false;

    private DomainText With(int start, int end, string replacement) => Parse(Path, string.Concat(Text.AsSpan(0, start), replacement, Text.AsSpan(end)), HasMark);
}
