using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace Passthrough.Host.Network;

/// <summary>Understands the kernel's route tables. The facts of a machine hold names of interfaces only, no addresses.</summary>
public static class RouteTables
{
    private const int Up = 0x1;
    private const int Reject = 0x200;

    /// <summary>The interfaces with a default route, each once.</summary>
    /// <param name="route"><c>/proc/net/route</c>; null when absent.</param>
    /// <param name="ipv6Route"><c>/proc/net/ipv6_route</c>; null when absent.</param>
    public static ImmutableArray<string> DefaultInterfaces(string? route, string? ipv6Route) =>
        [.. FourOf(route).Concat(SixOf(ipv6Route)).Select(row => row.Device).Distinct(StringComparer.Ordinal)];

    /// <summary>The interfaces with a route to anywhere but to themselves, each once: those with an address of a network.</summary>
    /// <param name="route"><c>/proc/net/route</c>; null when absent.</param>
    /// <param name="ipv6Route"><c>/proc/net/ipv6_route</c>; null when absent.</param>
    public static ImmutableArray<string> Connected(string? route, string? ipv6Route) =>
    [
        .. Rows(route).Where(row => row.Length >= 8 && row[1].Length == 8 && row[1].All(char.IsAsciiHexDigit) && IsUsed(row[3])).Select(row => row[0])
            .Concat(Rows(ipv6Route).Where(row => row.Length >= 10 && row[0].Length == 32 && !IsOfLink(row[0]) && IsUsed(row[8]) && row[9] is not "lo").Select(row => row[9]))
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>The gateway of the first default route through an interface, of IPv4 where there is one; null when there is none.</summary>
    /// <param name="route"><c>/proc/net/route</c>; null when absent.</param>
    /// <param name="ipv6Route"><c>/proc/net/ipv6_route</c>; null when absent.</param>
    /// <param name="device">The interface.</param>
    public static IPAddress? Gateway(string? route, string? ipv6Route, string device) =>
        FourOf(route).Concat(SixOf(ipv6Route)).Where(row => string.Equals(row.Device, device, StringComparison.Ordinal)).Select(row => Address(row.Gateway)).FirstOrDefault(address => address is not null);

    // Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT
    private static IEnumerable<(string Device, string Gateway)> FourOf(string? table) =>
        Rows(table).Where(row => row.Length >= 8 && row[1] is "00000000" && row[7] is "00000000" && IsUsed(row[3])).Select(row => (row[0], row[2]));

    // Destination, its prefix length, source, its prefix length, next hop, metric, references, uses, flags, interface.
    private static IEnumerable<(string Device, string Gateway)> SixOf(string? table) =>
        Rows(table).Where(row => row.Length >= 10 && IsZero(row[0]) && row[1] is "00" && IsUsed(row[8]) && row[9] is not "lo").Select(row => (row[9], row[4]));

    // IPv4 is written as one number of the processor's byte order (little endian on x86), IPv6 byte by byte. All zeros: the network is reached without a gateway.
    private static IPAddress? Address(string digits)
    {
        if (digits.Length is not (8 or 32) || !digits.All(char.IsAsciiHexDigit) || digits.All(digit => digit == '0'))
        {
            return null;
        }

        var bytes = Convert.FromHexString(digits);
        return new IPAddress(bytes.Length == 4 ? [.. bytes.AsEnumerable().Reverse()] : bytes);
    }

    private static IEnumerable<string[]> Rows(string? table) =>
        (table ?? "").Split('\n').Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // fe80::/10, which every interface has, and multicast.
    private static bool IsOfLink(string address) =>
        address.StartsWith("ff", StringComparison.OrdinalIgnoreCase) || (address.StartsWith("fe", StringComparison.OrdinalIgnoreCase) && address[2] is '8' or '9' or 'a' or 'b' or 'A' or 'B');

    private static bool IsZero(string address) => address.Length == 32 && address.AsSpan().IndexOfAnyExcept('0') < 0;

    private static bool IsUsed(string flags) =>
        uint.TryParse(flags, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && (value & Up) != 0 && (value & Reject) == 0;
}
