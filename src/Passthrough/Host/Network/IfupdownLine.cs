using System.Collections.Immutable;

namespace Passthrough.Host.Network;

/// <summary>One line of ifupdown's files as ifupdown understands it: lines that end in a backslash and the next are one, comments and empty lines are none.</summary>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="Length">How long it is there, with its line end where it has one.</param>
/// <param name="Words">Its words; at least one.</param>
public readonly record struct IfupdownLine(int Start, int Length, ImmutableArray<string> Words)
{
    /// <summary>True when it begins something new, and is no option of what stands above it.</summary>
    public bool IsHeading =>
        Words[0] is "iface" or "mapping" or "auto" or "rename" or "source" or "source-directory" or "no-auto-down" or "no-scripts" or "template" || Words[0].StartsWith("allow-", StringComparison.Ordinal);

    /// <summary>True when it names other files that are read as well.</summary>
    public bool IsSource => Words[0] is "source" or "source-directory";

    /// <summary>True for <c>iface NAME</c>.</summary>
    /// <param name="name">The interface.</param>
    public bool Configures(string name) => Words is ["iface", var interfaceName, ..] && string.Equals(interfaceName, name, StringComparison.Ordinal);

    /// <summary>True when the interface is named in it, alone or with something behind it (<c>NAME.7</c>, <c>NAME:0</c>, <c>"NAME"</c>).</summary>
    /// <param name="name">The interface.</param>
    public bool Mentions(string name) => Words.Any(word => InterfaceName.IsIn(word, name));
}
