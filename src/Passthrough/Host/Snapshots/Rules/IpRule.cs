using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Passthrough.Host.Snapshots.Rules;

/// <summary>IPv4 and IPv6 addresses as text, and as the hexadecimal words of <c>/proc/net/route</c>.</summary>
internal static partial class IpRule
{
    /// <summary>The text with made-up addresses; loopback, unspecified addresses and network masks stay.</summary>
    public static string Replace(string text, Pseudonyms pseudonyms)
    {
        text = Version4().Replace(text, match => IPAddress.TryParse(match.Value, out _) && !IsNobodys(match.Value) ? pseudonyms.IPv4(match.Value) : match.Value);
        return Version6().Replace(
            text,
            match => IPAddress.TryParse(match.Value, out var address) && !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.IPv6Any) ? pseudonyms.IPv6(match.Value) : match.Value);
    }

    /// <summary><c>/proc/net/route</c>: destination and gateway are addresses, lowest byte first; see proc_pid_net(5).</summary>
    public static string ReplaceRoutes(string text, Pseudonyms pseudonyms) =>
        Route().Replace(text, match => $"{match.Groups["before"].Value}{Word(match.Groups["value"].Value, pseudonyms)}\t{Word(match.Groups["more"].Value, pseudonyms)}");

    /// <summary><c>/proc/net/ipv6_route</c>: addresses are 32 hexadecimal digits; see proc_pid_net(5).</summary>
    public static string ReplaceRoutes6(string text, Pseudonyms pseudonyms) => Route6().Replace(text, match =>
    {
        var address = new IPAddress(Convert.FromHexString(match.Value));
        return IPAddress.IsLoopback(address) || address.Equals(IPAddress.IPv6Any)
            ? match.Value
            : Convert.ToHexStringLower(IPAddress.Parse(pseudonyms.IPv6(address.ToString())).GetAddressBytes());
    });

    private static string Word(string hex, Pseudonyms pseudonyms)
    {
        var value = uint.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        var address = new IPAddress(value).ToString();
        return IsNobodys(address) ? hex : BitConverter.ToUInt32(IPAddress.Parse(pseudonyms.IPv4(address)).GetAddressBytes()).ToString("X8", CultureInfo.InvariantCulture);
    }

    private static bool IsNobodys(string address) =>
        address is "0.0.0.0" || address.StartsWith("127.", StringComparison.Ordinal) || address.StartsWith("255.", StringComparison.Ordinal);

    [GeneratedRegex(@"(?<![0-9A-Za-z.])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9A-Za-z]|\.[0-9])", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex Version4();

    [GeneratedRegex("(?<![0-9A-Za-z:.])(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){7}|(?:[0-9A-Fa-f]{1,4}:){1,7}:(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4})*)?)(?![0-9A-Za-z:])", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex Version6();

    [GeneratedRegex(@"^(?<before>\S+\t)(?<value>[0-9A-F]{8})\t(?<more>[0-9A-F]{8})(?=\t)", RegexOptions.Multiline, Patience.Milliseconds)]
    private static partial Regex Route();

    [GeneratedRegex("(?<![0-9A-Za-z])[0-9a-f]{32}(?![0-9A-Za-z])", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex Route6();
}
