using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Passthrough.Native.Systemd;

/// <summary>sd_pid_notify_with_fds(3): systemd keeps open files of a service and hands them to it again when it was killed (<c>FileDescriptorStoreMax=</c> of systemd.service(5)).</summary>
internal static partial class FileStore
{
    /// <summary>Gives systemd an open file to keep until the service ends for good.</summary>
    /// <param name="name">The name by which it comes back.</param>
    /// <param name="file">The file.</param>
    /// <returns>False when systemd did not start this program, or is not installed: then the file ends with the program.</returns>
    public static bool Keep(string name, SafeFileHandle file)
    {
        try
        {
            return Notify(0, 0, $"FDSTORE=1\nFDPOLL=0\nFDNAME={name}", [(int)file.DangerousGetHandle()], 1) > 0;
        }
        catch (DllNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libsystemd.so.0", EntryPoint = "sd_pid_notify_with_fds", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Notify(int processId, int unsetsEnvironment, string state, int[] files, uint count);
}
