using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using Passthrough.Guests.Libvirt;

namespace Passthrough.Guests.Editing;

/// <summary>Amounts of memory as libvirt understands them: a number and a unit. libvirt writes them in another unit than it was given.</summary>
internal static class DomainSize
{
    private const string UnitName = "unit";
    private const string PageName = "page";
    private const string PageSizeName = "size";

    // Elements whose text is an amount, with the bytes of a number without a unit.
    private static readonly ImmutableDictionary<string, long> Plain = ImmutableDictionary.CreateRange(
        StringComparer.Ordinal,
        new[] { "memory", "currentMemory", "maxMemory", "hard_limit", "soft_limit", "swap_hard_limit", "min_guarantee" }.Select(name => KeyValuePair.Create(name, LibvirtSize.Kib)).Append(KeyValuePair.Create("size", 1L)).Append(KeyValuePair.Create("tseg", 1L << 20)));

    /// <summary>The bytes that an element names.</summary>
    /// <returns>Null when the element names none, or more than can be counted.</returns>
    public static long? BytesOf(XElement element) =>
        IsPage(element) ? LibvirtSize.Bytes(element.Attribute(PageSizeName)?.Value, element.Attribute(UnitName)?.Value, LibvirtSize.Kib)
        : !element.HasElements && Plain.TryGetValue(element.Name.LocalName, out var usual) ? LibvirtSize.Bytes(element.Value, element.Attribute(UnitName)?.Value, usual)
        : null;

    /// <summary>The text with an element's amount set as another element has it, number and unit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="element">The element in it.</param>
    /// <param name="wanted">The other one.</param>
    public static DomainText Copy(DomainText text, DomainElement element, XElement wanted)
    {
        var path = DomainPath.Of(element);
        var unit = wanted.Attribute(UnitName)?.Value;
        var scaled = unit is null ? text.RemoveAttribute(element, UnitName) : text.SetAttribute(element, UnitName, unit);
        var there = path.In(scaled);
        return IsPage(wanted) ? scaled.SetAttribute(there, PageSizeName, wanted.Attribute(PageSizeName)!.Value) : scaled.SetValue(there, wanted.Value);
    }

    /// <summary>The text with an element's amount set; in the element's own unit where that makes a whole number.</summary>
    /// <param name="text">The text.</param>
    /// <param name="element">An element whose text is an amount.</param>
    /// <param name="mebibytes">The amount in MiB.</param>
    public static DomainText SetMiB(DomainText text, DomainElement element, long mebibytes)
    {
        var bytes = mebibytes << 20;
        var usual = Plain[element.Name.LocalName];
        if (BytesOf(element.Tree) == bytes)
        {
            return text;
        }

        if (LibvirtSize.FactorOf(element[UnitName], usual) is { } factor && bytes % factor == 0)
        {
            return text.SetValue(element, (bytes / factor).ToString(CultureInfo.InvariantCulture));
        }

        return Copy(text, element, new XElement(element.Name, new XAttribute(UnitName, "MiB"), mebibytes));
    }

    /// <summary>True for an attribute that is part of an element's amount.</summary>
    public static bool IsPart(XElement element, XName attribute) => attribute == UnitName || (IsPage(element) && attribute == PageSizeName);

    private static bool IsPage(XElement element) => element.Name.LocalName is PageName;
}
