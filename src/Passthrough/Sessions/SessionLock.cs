using Microsoft.Win32.SafeHandles;
using Passthrough.Changes;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Native.Libc;

namespace Passthrough.Sessions;

/// <summary>The lock of what guests have (<c>/run/passthrough/sessions.lock</c>): what is left to the host depends on all of them, so that taking and giving back do not mix. The kernel lets go of it when its process ends, however it ends.</summary>
internal sealed class SessionLock : IDisposable
{
    // Longer than a watched write may take.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly SafeFileHandle file;

    private SessionLock(SafeFileHandle file) => this.file = file;

    /// <summary>Takes the lock, waiting for who has it.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="BusyException">Another process has it for too long.</exception>
    public static async Task<SessionLock> TakeAsync(HostRoots roots, CancellationToken cancellation)
    {
        var path = roots.Run("passthrough/sessions.lock");
        RuntimeFolder.EnsureFor(roots, path);
        Create(path);
        var opened = FileDescriptor.OpenForReading(path);
        try
        {
            // flock(2) blocks its thread; given up, the thread goes with the program.
            await Task.Factory.StartNew(() => WholeFileLock.Take(opened, path), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(Limit, cancellation);
            return new SessionLock(opened);
        }
        catch (TimeoutException exception)
        {
            throw new BusyException($"another passthrough command has been taking or giving back what a guest has for more than {Limit.TotalMinutes:0} minutes", roots.NameOf(path), "passthrough session status", inner: exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    // Only when it is not there: what .NET opens it locks itself, and fails instead of waiting when another process has the lock.
    private static void Create(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        try
        {
            File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another command was faster.
        }
    }
}
