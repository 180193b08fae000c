using System.Runtime.InteropServices;

namespace Passthrough.Native.Libc;

/// <summary>poll(2): waits until one of several files has something to say.</summary>
internal static partial class FilePoll
{
    private const int Interrupted = 4;
    private const short Readable = 1;

    /// <summary>Waits.</summary>
    /// <param name="files">The files; open as long as the wait lasts.</param>
    /// <param name="limit">How long to wait at most; null for ever.</param>
    /// <returns>For each file whether it can be read now, be it only that its device is gone. All false when the time is over.</returns>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static bool[] Wait(ReadOnlySpan<SafeHandle> files, TimeSpan? limit)
    {
        Span<PollDescriptor> descriptors = stackalloc PollDescriptor[files.Length];
        for (var index = 0; index < files.Length; index++)
        {
            descriptors[index] = new PollDescriptor { Descriptor = (int)files[index].DangerousGetHandle(), Events = Readable };
        }

        var milliseconds = limit is { } time ? (int)Math.Clamp(Math.Ceiling(time.TotalMilliseconds), 0, int.MaxValue) : -1;
        if (Poll(descriptors, (nuint)descriptors.Length, milliseconds) < 0 && Marshal.GetLastPInvokeError() != Interrupted)
        {
            throw LibcError.Last("poll", "files");
        }

        var ready = new bool[files.Length];
        for (var index = 0; index < files.Length; index++)
        {
            ready[index] = descriptors[index].Returned != 0;
        }

        return ready;
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(Span<PollDescriptor> descriptors, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
