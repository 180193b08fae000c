using System.Runtime.InteropServices;

namespace Passthrough.Native.Libc;

/// <summary>utimensat(2): the time of the last change, to the nanosecond.</summary>
internal static partial class FileTimes
{
    private const int CurrentFolder = -100;
    private const int DoNotFollow = 0x100;
    private const long Omit = 0x3ffffffe;

    /// <summary>Sets the time of the last change and leaves that of the last access.</summary>
    /// <param name="path">The file; a link is not followed.</param>
    /// <param name="seconds">Seconds since 1970.</param>
    /// <param name="nanoseconds">Nanoseconds within the second.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static void SetModified(string path, long seconds, long nanoseconds)
    {
        var times = new Pair { AccessNanoseconds = Omit, ModifiedSeconds = seconds, ModifiedNanoseconds = nanoseconds };
        if (Utimensat(CurrentFolder, path, in times, DoNotFollow) != 0)
        {
            throw LibcError.Last("utimensat", path);
        }
    }

    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Utimensat(int folder, string path, in Pair times, int flags);

    /// <summary>Two <c>struct timespec</c>: access, then modification.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Pair
    {
        public long AccessSeconds;
        public long AccessNanoseconds;
        public long ModifiedSeconds;
        public long ModifiedNanoseconds;
    }
}
