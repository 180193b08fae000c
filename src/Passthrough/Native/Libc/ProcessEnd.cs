using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Passthrough.Native.Libc;

/// <summary>pidfd_open(2), pidfd_send_signal(2) and poll(2): ends a process that is not a child of this one and waits for the event of its end.</summary>
internal static partial class ProcessEnd
{
    private const long SendSignal = 424;
    private const long OpenProcess = 434;
    private const int Kill = 9;
    private const int Terminate = 15;
    private const int NoSuchProcess = 3;
    private const int Interrupted = 4;
    private const short Readable = 1;

    /// <summary>Ends a process and waits until it is gone.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="deadline">How long to wait at most.</param>
    /// <returns>False when it is still there after the deadline (it waits in the kernel and cannot be ended).</returns>
    /// <exception cref="IOException">The kernel has no such call or refused.</exception>
    public static bool KillAndWait(int processId, TimeSpan deadline)
    {
        using var handle = OpenHandle(processId);
        if (handle is null)
        {
            return true;
        }

        Send(handle, Kill, processId);
        return Wait(handle, deadline);
    }

    /// <summary>Asks a process to end (<c>SIGTERM</c>): it may put right what it changed, such as a terminal.</summary>
    /// <param name="processId">The process; one that is gone need not be asked.</param>
    /// <exception cref="IOException">The kernel has no such call or refused.</exception>
    public static void Ask(int processId)
    {
        using var handle = OpenHandle(processId);
        if (handle is not null)
        {
            Send(handle, Terminate, processId);
        }
    }

    /// <summary>A handle that stays with this very process, also when its number is given to another one later.</summary>
    /// <returns>Null when there is no such process.</returns>
    /// <exception cref="IOException">The kernel has no such call or refused.</exception>
    public static SafeFileHandle? OpenHandle(int processId)
    {
        var descriptor = (int)Open(OpenProcess, processId, 0);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true)
            : Marshal.GetLastPInvokeError() == NoSuchProcess ? null
            : throw LibcError.Last("pidfd_open", processId.ToString());
    }

    /// <summary>Waits for the event that a process has ended: its files are closed then.</summary>
    /// <param name="handle">From <see cref="OpenHandle"/>.</param>
    /// <param name="deadline">How long to wait at most.</param>
    /// <returns>False when it is still there after the deadline.</returns>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static bool Wait(SafeFileHandle handle, TimeSpan deadline)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var left = Math.Clamp((deadline - Stopwatch.GetElapsedTime(start)).TotalMilliseconds, 0, int.MaxValue);
            var poll = new PollDescriptor { Descriptor = (int)handle.DangerousGetHandle(), Events = Readable };
            var count = Poll(ref poll, 1, (int)left);
            if (count >= 0)
            {
                return count > 0;
            }

            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                throw LibcError.Last("poll", "pidfd");
            }
        }
    }

    private static void Send(SafeFileHandle handle, int signal, int processId)
    {
        if (Signal(SendSignal, (int)handle.DangerousGetHandle(), signal, 0, 0) != 0 && Marshal.GetLastPInvokeError() != NoSuchProcess)
        {
            throw LibcError.Last("pidfd_send_signal", processId.ToString());
        }
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
