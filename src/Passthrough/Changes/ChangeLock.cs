using System.Text;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Native.Libc;

namespace Passthrough.Changes;

/// <summary>The lock that only one changing command holds: <c>/run/passthrough/lock</c>. The kernel lets go of it when its process ends, however it ends.</summary>
internal sealed class ChangeLock : IDisposable
{
    private readonly FileStream file;

    private ChangeLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock.</summary>
    /// <param name="roots">The machine.</param>
    /// <exception cref="BusyException">Another process has it.</exception>
    public static ChangeLock Take(HostRoots roots)
    {
        var path = roots.Run("passthrough/lock");
        RuntimeFolder.EnsureFor(roots, path);
        try
        {
            var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            stream.SetLength(0);
            stream.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString()));
            stream.Flush();
            return new ChangeLock(stream);
        }
        catch (IOException exception) when (File.Exists(path))
        {
            throw new BusyException($"another passthrough command is changing this host (pid {Holder(path)})", roots.NameOf(path), "wait until it has ended", inner: exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static string Holder(string path)
    {
        using var handle = FileDescriptor.OpenForReading(path);
        Span<byte> buffer = stackalloc byte[32];
        var count = RandomAccess.Read(handle, buffer, 0);
        return count > 0 ? Encoding.ASCII.GetString(buffer[..count]).Trim() : "unknown";
    }
}
