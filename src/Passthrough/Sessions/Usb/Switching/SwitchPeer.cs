using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Passthrough.Sessions.Usb.Switching;

/// <summary>Who is at the other end of a local socket: what the kernel noted when that process connected (unix(7), <c>SO_PEERCRED</c>; socket(7), <c>SO_PEERGROUPS</c>).</summary>
/// <param name="ProcessId">The process.</param>
/// <param name="User">Its user.</param>
/// <param name="Groups">Its group and its supplementary groups.</param>
public sealed record SwitchPeer(int ProcessId, uint User, ImmutableArray<uint> Groups)
{
    private const int SocketLevel = 1;
    private const int Credentials = 17;
    private const int SupplementaryGroups = 59;
    private const int CredentialsSize = 12;

    // What a process can have at most (NGROUPS_MAX of linux/limits.h).
    private const int MostGroups = 65536;

    /// <summary>The peer of a connected socket.</summary>
    /// <param name="socket">The socket.</param>
    /// <exception cref="SocketException">It is no connected local socket.</exception>
    public static SwitchPeer Of(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[CredentialsSize];
        socket.GetRawSocketOption(SocketLevel, Credentials, credentials);
        var groups = new byte[MostGroups * sizeof(uint)];
        var length = socket.GetRawSocketOption(SocketLevel, SupplementaryGroups, groups);
        return new SwitchPeer(
            BinaryPrimitives.ReadInt32LittleEndian(credentials),
            BinaryPrimitives.ReadUInt32LittleEndian(credentials[4..]),
            [BinaryPrimitives.ReadUInt32LittleEndian(credentials[8..]), .. MemoryMarshal.Cast<byte, uint>(groups.AsSpan(0, length))]);
    }
}
