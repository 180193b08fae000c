using System.Runtime.InteropServices;

namespace Passthrough.Native.Libc;

/// <summary>getaddrinfo(3).</summary>
internal static partial class AddressLookup
{
    private const int Passive = 0x1;
    private const int Configured = 0x20;
    private const int Stream = 1;

    /// <summary>
    /// Whether a server that listens on what the lookup finds (<c>AI_PASSIVE | AI_ADDRCONFIG</c>) finds an address: a machine with addresses of IPv6 and, but for 127.0.0.1, none of IPv4 has no address 127.0.0.1
    /// for it, and the other way round.
    /// </summary>
    /// <param name="address">The address.</param>
    public static bool FindsForServer(string address)
    {
        if (GetAddressInfo(address, null, new Hints { Flags = Passive | Configured, SocketType = Stream }, out var found) != 0)
        {
            return false;
        }

        FreeAddressInfo(found);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "getaddrinfo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetAddressInfo(string node, string? service, in Hints hints, out nint found);

    [LibraryImport("libc", EntryPoint = "freeaddrinfo")]
    private static partial void FreeAddressInfo(nint found);

    // struct addrinfo of netdb.h.
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Hints
    {
        public int Flags { get; init; }

        public int Family { get; init; }

        public int SocketType { get; init; }

        public int Protocol { get; init; }

        public uint AddressBytes { get; init; }

        public nint Address { get; init; }

        public nint CanonicalName { get; init; }

        public nint Next { get; init; }
    }
}
