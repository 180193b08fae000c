using System.Collections.Immutable;
using Passthrough.Guests.Processor;

namespace Passthrough.Guests.Import;

/// <summary>The switches by which other tools show a guest what <see cref="HyperV"/> names.</summary>
internal static class HyperVNames
{
    /// <summary>By libvirt's names.</summary>
    public static ImmutableArray<string> Known { get; } = [.. HyperV.Interfaces.Where(name => name is not HyperV.VendorName)];

    /// <summary>By QEMU's names, without <c>hv-</c>.</summary>
    public static ImmutableArray<string> KnownToQemu { get; } = [.. Known, "time", "stimer-direct"];
}
