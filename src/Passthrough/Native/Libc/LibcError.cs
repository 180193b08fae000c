using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Passthrough.Native.Libc;

/// <summary>Turns the error number of a failed call into the exception that .NET's own file calls throw.</summary>
internal static class LibcError
{
    /// <summary>No such file or directory.</summary>
    public const int NoEntry = 2;

    /// <summary>No such device or address: what open(2) says of a node whose device is gone.</summary>
    public const int NoAddress = 6;

    /// <summary>Resource temporarily unavailable: what lockf(3) may say of a file that another process has locked.</summary>
    public const int TryAgain = 11;

    /// <summary>Permission denied, which lockf(3) says too of such a file.</summary>
    public const int AccessDenied = 13;

    /// <summary>Device or resource busy: what EVIOCGRAB says of a device that another program has grabbed.</summary>
    public const int Busy = 16;

    /// <summary>No such device: what an open node says once its device was unplugged.</summary>
    public const int NoDevice = 19;

    /// <summary>A file is larger than what was asked for.</summary>
    public const int TooLarge = 27;

    /// <summary>More symbolic links than allowed: what open(2) says of a link that it shall not follow.</summary>
    public const int TooManyLinks = 40;

    /// <summary>No data: the extended attribute does not exist.</summary>
    public const int NoData = 61;

    /// <summary>Operation not supported: the file system has no extended attributes.</summary>
    public const int NotSupported = 95;

    /// <summary>The exception for the last failed call on this thread; <see cref="Exception.HResult"/> is the raw error number.</summary>
    /// <param name="call">The function that failed.</param>
    /// <param name="path">What it was called for.</param>
    public static IOException Last(string call, string path)
    {
        var errno = Marshal.GetLastPInvokeError();
        return new IOException($"{call} of '{path}' failed: {new Win32Exception(errno).Message}", errno);
    }
}
