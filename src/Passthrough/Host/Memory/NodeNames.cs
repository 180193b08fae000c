using System.Globalization;

namespace Passthrough.Host.Memory;

/// <summary>Understands the names of the folders below <c>/sys/devices/system/node</c>.</summary>
internal static class NodeNames
{
    /// <summary>The node's number in <c>nodeN</c>; null for another name.</summary>
    /// <param name="name">The folder's name.</param>
    public static int? NumberOf(string name) =>
        name.StartsWith("node", StringComparison.Ordinal) && int.TryParse(name.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
