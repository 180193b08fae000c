using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Passthrough.Native.Libc;

/// <summary>pidfd_open(2), pidfd_send_signal(2) and poll(2): ends a process that is not a child of this one and waits for the event of its end.</summary>
internal static partial class ProcessEnd
{
    private const long SendSignal = 424;
    private const long OpenProcess = 434;
    private const int Kill = 9;
    private const short Readable = 1;

    /// <summary>Ends a process and waits until it is gone.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="deadline">How long to wait at most.</param>
    /// <returns>False when it is still there after the deadline (it waits in the kernel and cannot be ended).</returns>
    /// <exception cref="IOException">The kernel has no such call or refused.</exception>
    public static bool KillAndWait(int processId, TimeSpan deadline)
    {
        const int noSuchProcess = 3;
        var descriptor = (int)Open(OpenProcess, processId, 0);
        if (descriptor < 0)
        {
            return Marshal.GetLastPInvokeError() == noSuchProcess ? true : throw LibcError.Last("pidfd_open", processId.ToString());
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (Signal(SendSignal, descriptor, Kill, 0, 0) != 0 && Marshal.GetLastPInvokeError() != noSuchProcess)
        {
            throw LibcError.Last("pidfd_send_signal", processId.ToString());
        }

        var poll = new PollDescriptor { Descriptor = descriptor, Events = Readable };
        return Poll(ref poll, 1, (int)deadline.TotalMilliseconds) > 0;
    }

    // The C library of some supported releases has no wrapper for these two, so they are called by number; the numbers are the same on every architecture.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Open(long number, int processId, uint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Signal(long number, int descriptor, int signal, nint information, uint flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
