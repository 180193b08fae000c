using System.Globalization;

namespace Passthrough.Host.Cpu;

/// <summary>Understands the names of the folders below <c>/sys/devices/system/cpu</c>.</summary>
internal static class CpuNames
{
    /// <summary>The CPU's number in <c>cpuN</c>; null for another name.</summary>
    /// <param name="name">The folder's name.</param>
    public static int? NumberOf(string name) =>
        name.StartsWith("cpu", StringComparison.Ordinal) && int.TryParse(name.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
