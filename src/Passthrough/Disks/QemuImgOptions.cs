using System.Collections.Immutable;

namespace Passthrough.Disks;

/// <summary>The options that <c>qemu-img create -f FORMAT -o help</c> lists. Pure.</summary>
internal static class QemuImgOptions
{
    /// <summary>Reads the program's output.</summary>
    /// <param name="text">Lines such as <c>  extended_l2=&lt;bool (on/off)&gt; - Extended L2 tables</c>.</param>
    public static ImmutableHashSet<string> Parse(string text) =>
        text.Split('\n').Select(line => line.Trim()).Where(line => line.IndexOf("=<", StringComparison.Ordinal) > 0).Select(line => line[..line.IndexOf('=', StringComparison.Ordinal)]).ToImmutableHashSet(StringComparer.Ordinal);
}
