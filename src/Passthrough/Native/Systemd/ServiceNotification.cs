using System.Net.Sockets;
using System.Text;

namespace Passthrough.Native.Systemd;

/// <summary>What a service tells systemd about itself: a datagram to the socket that <c>NOTIFY_SOCKET</c> names (sd_notify(3)).</summary>
public static class ServiceNotification
{
    private const string Variable = "NOTIFY_SOCKET";

    /// <summary>Says that the service does its work from now on; nothing happens when systemd did not start it.</summary>
    public static void Ready()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } address)
        {
            return;
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.SendTo(Encoding.ASCII.GetBytes("READY=1"), new UnixDomainSocketEndPoint(address[0] == '@' ? '\0' + address[1..] : address));
    }
}
