using Passthrough.Host;

namespace Passthrough.Guests;

/// <summary>The virtio-serial port by which a guest asks for the return of what is lent to it, and the local socket that it leads to.</summary>
public static class SwitchPort
{
    /// <summary>The port's name within the guest.</summary>
    public const string Name = "org.passthrough.switch.0";

    /// <summary>After how many seconds a guest's QEMU connects again.</summary>
    public const int ReconnectSeconds = 5;

    /// <summary>The machine's own path of the socket.</summary>
    public static string Socket { get; } = HostRoots.Live.Run("passthrough/switch.sock");
}
