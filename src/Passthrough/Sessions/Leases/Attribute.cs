using Passthrough.Changes;
using Passthrough.Failures;
using Passthrough.Host;

namespace Passthrough.Sessions.Leases;

/// <summary>Files of sysfs and procfs that take a value at once.</summary>
internal static class Attribute
{
    /// <summary>Writes a value.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="path">The machine's own path.</param>
    /// <param name="value">What to write.</param>
    /// <exception cref="RefusedException">The kernel refused.</exception>
    public static void Write(HostRoots roots, string path, string value)
    {
        if (Refusal(roots, path, value) is { } exception)
        {
            throw new RefusedException($"the kernel does not take '{value}' for {path}", path, null, ErrnoOf.Exception(exception), exception);
        }
    }

    /// <summary>Writes a value that the kernel may not want, such as the affinity of an interrupt that its driver manages.</summary>
    /// <returns>False when the kernel refused.</returns>
    public static bool TryWrite(HostRoots roots, string path, string value) => Refusal(roots, path, value) is null;

    private static Exception? Refusal(HostRoots roots, string path, string value)
    {
        try
        {
            using var file = new FileStream(roots.Locate(path), FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(value + "\n"));
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception;
        }
    }
}
