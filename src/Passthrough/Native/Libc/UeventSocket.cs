using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Passthrough.Native.Libc;

/// <summary>socket(2), bind(2) and recvfrom(2): the kernel's messages about devices (netlink(7), NETLINK_KOBJECT_UEVENT).</summary>
internal sealed partial class UeventSocket : IDisposable
{
    private const int Netlink = 16;
    private const int Raw = 3;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int KobjectUevent = 15;
    private const int SocketLevel = 1;
    private const int ReceiveBuffer = 8;
    private const int WantedBuffer = 1024 * 1024;
    private const int AddressLength = 12;
    private const uint KernelGroup = 1;
    private const uint UdevGroup = 2;

    // Larger than any message: the kernel builds them in a buffer of 2048 bytes (UEVENT_BUFFER_SIZE) behind a head of a path.
    private const int LargestMessage = 16 * 1024;
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int NoBuffers = 105;

    private readonly SafeFileHandle socket;
    private readonly WakeEvent stop;
    private readonly bool isOfUdev;

    private UeventSocket(SafeFileHandle socket, WakeEvent stop, bool isOfUdev)
    {
        this.socket = socket;
        this.stop = stop;
        this.isOfUdev = isOfUdev;
    }

    /// <summary>Listens to the kernel from now on.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static UeventSocket Open() => Open(isOfUdev: false);

    /// <summary>
    /// Listens to udev from now on, which speaks once it is done with a device: its links are there, or gone. Its messages have a head of their own (libudev's monitor), and anybody who may send to root may send such: they are worth no
    /// more than a reason to look.
    /// </summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static UeventSocket OpenOfUdev() => Open(isOfUdev: true);

    private static UeventSocket Open(bool isOfUdev)
    {
        var handle = Handle(CreateSocket(Netlink, Raw | CloseOnExec | NonBlocking, KobjectUevent), "socket");

        // A larger buffer loses less when a hub full of devices comes at once; without it the kernel's default holds.
        var size = WantedBuffer;
        _ = SetOption(handle, SocketLevel, ReceiveBuffer, ref size, sizeof(int));
        Span<byte> address = stackalloc byte[AddressLength];
        address.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(address, Netlink);
        BinaryPrimitives.WriteUInt32LittleEndian(address[8..], isOfUdev ? UdevGroup : KernelGroup);
        return Bind(handle, address, AddressLength) == 0 ? new UeventSocket(handle, WakeEvent.Open(), isOfUdev) : throw LibcError.Last("bind", "netlink");
    }

    /// <summary>The next message.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Null when cancelled; empty when messages were lost because they came too fast.</returns>
    /// <exception cref="IOException">The kernel refused.</exception>
    public byte[]? Receive(CancellationToken cancellation)
    {
        using var registration = cancellation.Register(stop.Set);
        var buffer = new byte[LargestMessage];
        var sender = new byte[AddressLength];
        while (!cancellation.IsCancellationRequested)
        {
            FilePoll.Wait([socket, stop.Handle], null);
            var length = AddressLength;
            var count = Receive(socket, buffer, (nuint)buffer.Length, 0, sender, ref length);
            if (count > 0 && (isOfUdev || IsFromKernel(sender)))
            {
                return buffer[..(int)count];
            }

            if (count < 0 && Marshal.GetLastPInvokeError() is var errno and not (TryAgain or Interrupted))
            {
                return errno == NoBuffers ? [] : throw LibcError.Last("recvfrom", "netlink");
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        socket.Dispose();
        stop.Dispose();
    }

    // Any process may send to the group of the kernel in its own name; only the kernel has the number 0.
    private static bool IsFromKernel(byte[] sender) => BinaryPrimitives.ReadUInt32LittleEndian(sender.AsSpan(4)) == 0;

    private static SafeFileHandle Handle(int descriptor, string call) =>
        descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw LibcError.Last(call, "netlink");

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int CreateSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(SafeFileHandle socket, int level, int name, ref int value, uint length);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(SafeFileHandle socket, ReadOnlySpan<byte> address, uint length);

    [LibraryImport("libc", EntryPoint = "recvfrom", SetLastError = true)]
    private static partial nint Receive(SafeFileHandle socket, [Out] byte[] buffer, nuint length, int flags, [Out] byte[] sender, ref int senderLength);
}
