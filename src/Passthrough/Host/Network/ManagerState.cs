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
