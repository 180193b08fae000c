using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host.Network;

namespace Passthrough.Planning.Bridges;

/// <summary>
/// Under what name ISC's DHCP client (dhclient(8)) knows an interface to servers. ifupdown starts it with <c>-i</c>, so that it sends 255, the last four bytes of the hardware address and a number (DUID, RFC 4361) that it made up
/// for this interface and keeps with its leases: for a bridge it would make up another, and servers would give another address.
/// </summary>
internal static class DhclientIdentity
{
    private const string Key = "default-duid";
    private const string Setting = "dhcp-client-identifier";

    /// <summary>The identifier in the words of dhclient.conf(5); null when nothing is kept of a number.</summary>
    /// <param name="leases">What the client keeps of the interface.</param>
    /// <param name="hardwareAddress">The interface's address, as <c>12:34:56:78:9a:bc</c>.</param>
    public static string? Of(string? leases, string hardwareAddress)
    {
        const int BytesOfAddress = 4;
        var address = hardwareAddress.Split(':');
        return (leases ?? "").Split('\n').Select(line => line.Trim()).LastOrDefault(line => line.StartsWith(Key + " ", StringComparison.Ordinal) && line.EndsWith(';')) is { } kept
            && Bytes(kept[Key.Length..^1].Trim()) is { IsEmpty: false } number && address.Length >= BytesOfAddress
            ? string.Join(':', ["ff", .. address[^BytesOfAddress..], .. number.Select(value => value.ToString("x2", CultureInfo.InvariantCulture))])
            : null;
    }

    /// <summary>True when the configuration names clients itself, for all interfaces or for some.</summary>
    /// <param name="configuration"><c>/etc/dhcp/dhclient.conf</c>; null when absent.</param>
    public static bool IsSet(string? configuration) => Statements(configuration).Any(line => InterfaceName.IsIn(line, Setting));

    /// <summary>True when the configuration says something of one interface.</summary>
    /// <param name="configuration"><c>/etc/dhcp/dhclient.conf</c>; null when absent.</param>
    /// <param name="name">The interface.</param>
    public static bool Mentions(string? configuration, string name) => Statements(configuration).Any(line => InterfaceName.IsIn(line, name));

    /// <summary>The configuration with an identifier for one interface, at its end: a part for an interface has all that stands above it.</summary>
    /// <param name="configuration"><c>/etc/dhcp/dhclient.conf</c>; null when absent.</param>
    /// <param name="name">The interface.</param>
    /// <param name="identifier">See <see cref="Of"/>.</param>
    public static string Set(string? configuration, string name, string identifier) =>
        $"{configuration}{(configuration is null or "" || configuration.EndsWith('\n') ? "" : "\n")}# By passthrough; 'passthrough network bridge --undo' takes it away.\ninterface \"{name}\" {{ send {Setting} {identifier}; }}\n";

    private static IEnumerable<string> Statements(string? configuration) => (configuration ?? "").Split('\n').Select(line => line.Split('#', 2)[0]);

    // Either a text with octal numbers for what cannot be printed, or hexadecimal bytes with colons, by the setting lease-id-format.
    private static ImmutableArray<byte>? Bytes(string words)
    {
        if (words is not ['"', .. var inner, '"'])
        {
            var parts = words.Split(':');
            return parts.All(part => part.Length is 1 or 2 && part.All(char.IsAsciiHexDigit)) ? [.. parts.Select(part => byte.Parse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))] : null;
        }

        const int DigitsOfOctal = 3;
        var bytes = ImmutableArray.CreateBuilder<byte>();
        for (var at = 0; at < inner.Length; at++)
        {
            if (inner[at] != '\\')
            {
                bytes.Add((byte)inner[at]);
            }
            else if (at + DigitsOfOctal < inner.Length && inner.AsSpan(at + 1, DigitsOfOctal) is var digits && digits.IndexOfAnyExceptInRange('0', '7') < 0)
            {
                bytes.Add((byte)(((digits[0] - '0') << 6) | ((digits[1] - '0') << 3) | (digits[2] - '0')));
                at += DigitsOfOctal;
            }
            else if (at + 1 < inner.Length)
            {
                bytes.Add((byte)inner[++at]);
            }
        }

        return bytes.ToImmutable();
    }
}
