using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Host.Display;

/// <summary>Understands <c>/proc/iomem</c>: <c>  e0000000-e07effff : BOOTFB</c>, two blanks an indent (the kernel's <c>kernel/resource.c</c>).</summary>
public static class IoMemory
{
    // Names under which a picture of the firmware's is kept up: the platform device's own (sysfb) and those of the drivers that take it over.
    private static readonly ImmutableHashSet<string> FramebufferNames =
        ["BOOTFB", "simpledrm", "simple-framebuffer", "simplefb", "efifb", "efidrm", "vesafb", "vesadrm", "ofdrm", "offb", "hyperv_fb", "xen-fb"];

    /// <summary>All ranges in the order of the file; null when the kernel hides the addresses (all are zero for who is not root).</summary>
    /// <param name="text">The file.</param>
    public static ImmutableArray<IoMemoryRange>? Parse(string text)
    {
        var ranges = ImmutableArray.CreateBuilder<IoMemoryRange>();
        foreach (var line in text.Split('\n'))
        {
            var colon = line.IndexOf(" : ", StringComparison.Ordinal);
            var dash = line.IndexOf('-', StringComparison.Ordinal);
            if (dash < 0 || colon < dash)
            {
                continue;
            }

            var indent = line.Length - line.AsSpan().TrimStart(' ').Length;
            if (TryHex(line.AsSpan(indent, Math.Max(0, dash - indent)), out var start) && TryHex(line.AsSpan(dash + 1, colon - dash - 1), out var end) && end >= start)
            {
                ranges.Add(new IoMemoryRange(start, end, indent / 2, line[(colon + 3)..].Trim()));
            }
        }

        return ranges.Any(range => range.End != 0) ? ranges.ToImmutable() : null;
    }

    /// <summary>The ranges in which a picture of the firmware's is kept up.</summary>
    /// <param name="ranges">All ranges.</param>
    public static IEnumerable<IoMemoryRange> Framebuffers(ImmutableArray<IoMemoryRange> ranges) => ranges.Where(range => FramebufferNames.Contains(range.Name));

    private static bool TryHex(ReadOnlySpan<char> text, out ulong value) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
