namespace Passthrough.Host.Network;

/// <summary>Understands the small state files in which NetworkManager and systemd-networkd keep what they do with an interface: <c>KEY=VALUE</c> lines.</summary>
public static class ManagerState
{
    /// <summary>True when NetworkManager manages the interface.</summary>
    /// <param name="text"><c>/run/NetworkManager/devices/INDEX</c>; null when absent.</param>
    public static bool IsManagedByNetworkManager(string? text) => Value(text, "managed") is "true" or "1";

    /// <summary>True when systemd-networkd manages the interface.</summary>
    /// <param name="text"><c>/run/systemd/netif/links/INDEX</c>; null when absent.</param>
    public static bool IsManagedByNetworkd(string? text) => Value(text, "ADMIN_STATE") is { } state and not ("unmanaged" or "initialized" or "pending" or "linger") && state.Length > 0;

    /// <summary>The file that systemd-networkd configures the interface by, the machine's own path; null when none.</summary>
    /// <param name="text"><c>/run/systemd/netif/links/INDEX</c>; null when absent.</param>
    public static string? NetworkFile(string? text) => Value(text, "NETWORK_FILE") is { Length: > 0 } path ? path : null;

    /// <summary>The id by which systemd-networkd names the interface to DHCP servers, hexadecimal; null when it has no lease.</summary>
    /// <param name="text"><c>/run/systemd/netif/leases/INDEX</c>; null when absent.</param>
    public static string? ClientId(string? text) => Value(text, "CLIENTID") is { Length: > 0 } id ? id : null;

    /// <summary>The uuid of the connection that NetworkManager has active on the interface; null when none.</summary>
    /// <param name="text"><c>/run/NetworkManager/devices/INDEX</c>; null when absent.</param>
    public static string? Connection(string? text) => Value(text, "connection-uuid") is { Length: > 0 } uuid ? uuid : null;

    private static string? Value(string? text, string key)
    {
        foreach (var line in (text ?? "").Split('\n'))
        {
            if (line.StartsWith(key, StringComparison.Ordinal) && line.AsSpan(key.Length).TrimStart() is ['=', .. var value])
            {
                return value.Trim().ToString();
            }
        }

        return null;
    }
}
