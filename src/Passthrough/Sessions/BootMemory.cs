using Passthrough.Guests;
using Passthrough.Guests.Display;
using Passthrough.Host;
using Passthrough.Host.Virtualization;
using Passthrough.Processes;

namespace Passthrough.Sessions;

/// <summary>
/// The file of Looking Glass's memory, which systemd makes when the machine starts and logind removes when its user logs out for the last time (<c>RemoveIPC=</c> in logind.conf(5)). A guest that finds it
/// missing would make one for itself alone, and the user's client could not read it.
/// </summary>
internal static class BootMemory
{
    /// <summary>Has systemd make it again when a guest needs it and it is gone.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="guest">The guest.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="Failures.ToolFailedException">It cannot be made.</exception>
    public static async Task EnsureAsync(HostRoots roots, GuestSpec guest, CancellationToken cancellation)
    {
        var rule = Planning.Surroundings.LookingGlass.MemoryRule(roots);
        if (guest.LookingGlass is { Memory: SharedMemoryKind.Shm } && !File.Exists(roots.Locate(SharedMemory.FilePath)) && File.Exists(rule))
        {
            (await ToolRunner.RunAsync(new ToolCommand("systemd-tmpfiles", ["--create", rule]), cancellation: cancellation)).OrThrow($"look at {rule}");
        }
    }
}
