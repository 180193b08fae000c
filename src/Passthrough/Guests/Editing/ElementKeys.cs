using System.Xml.Linq;

namespace Passthrough.Guests.Editing;

/// <summary>By what an element is known.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Strong">What no other has; null when it does not say (libvirt makes a network card's address when none is given).</param>
/// <param name="Weak">What it is known by when one of two does not say; null for nothing.</param>
/// <param name="IsReplaceable">True when another of its name may stand in its place.</param>
internal sealed record ElementKeys(XName Name, string? Strong, string? Weak, bool IsReplaceable)
{
    /// <summary>True when both say the same.</summary>
    public static bool AreSame(ElementKeys one, ElementKeys other) => one.Name == other.Name && one.Strong is not null && string.Equals(one.Strong, other.Strong, StringComparison.Ordinal);

    /// <summary>True when at least one does not say or may be replaced, and nothing speaks against it.</summary>
    public static bool MayBeSame(ElementKeys one, ElementKeys other) =>
        one.Name == other.Name && (one.Strong is null || other.Strong is null || one.IsReplaceable) && string.Equals(one.Weak, other.Weak, StringComparison.Ordinal);
}
