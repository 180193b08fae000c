using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Host.Network;

/// <summary>Understands the kernel's route tables. Only the names of interfaces are taken, no addresses.</summary>
public static class RouteTables
{
    private const int Up = 0x1;
    private const int Reject = 0x200;

    /// <summary>The interfaces with a default route, each once.</summary>
    /// <param name="route"><c>/proc/net/route</c>; null when absent.</param>
    /// <param name="ipv6Route"><c>/proc/net/ipv6_route</c>; null when absent.</param>
    public static ImmutableArray<string> DefaultInterfaces(string? route, string? ipv6Route) =>
        [.. FourOf(route).Concat(SixOf(ipv6Route)).Distinct(StringComparer.Ordinal)];

    // Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT
    private static IEnumerable<string> FourOf(string? table) =>
        Rows(table).Where(row => row.Length >= 8 && row[1] is "00000000" && row[7] is "00000000" && IsUsed(row[3])).Select(row => row[0]);

    // Destination, its prefix length, source, its prefix length, next hop, metric, references, uses, flags, interface.
    private static IEnumerable<string> SixOf(string? table) =>
        Rows(table).Where(row => row.Length >= 10 && IsZero(row[0]) && row[1] is "00" && IsUsed(row[8]) && row[9] is not "lo").Select(row => row[9]);

    private static IEnumerable<string[]> Rows(string? table) =>
        (table ?? "").Split('\n').Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static bool IsZero(string address) => address.Length == 32 && address.AsSpan().IndexOfAnyExcept('0') < 0;

    private static bool IsUsed(string flags) =>
        uint.TryParse(flags, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && (value & Up) != 0 && (value & Reject) == 0;
}
