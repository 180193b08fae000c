using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Passthrough.Native.Libc;

/// <summary>eventfd(2): wakes a thread that waits for files (<see cref="FilePoll"/>).</summary>
/// <param name="handle">The file.</param>
internal sealed partial class WakeEvent(SafeFileHandle handle) : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;

    /// <summary>The file to wait for.</summary>
    public SafeFileHandle Handle => handle;

    /// <summary>One that nobody has woken.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static WakeEvent Open() =>
        CreateEvent(0, CloseOnExec | NonBlocking) is >= 0 and var descriptor ? new WakeEvent(new SafeFileHandle(descriptor, ownsHandle: true)) : throw LibcError.Last("eventfd", "wake");

    /// <summary>Wakes the thread, now or when it waits next.</summary>
    public void Set() => FileTransfer.Write(handle, BitConverter.GetBytes(1UL));

    /// <summary>Lets the next wait be one again.</summary>
    public void Clear() => FileTransfer.Read(handle, stackalloc byte[sizeof(ulong)], out _);

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int CreateEvent(uint initial, int flags);
}
