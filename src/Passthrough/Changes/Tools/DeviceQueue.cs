using Passthrough.Host;
using Passthrough.Processes;

namespace Passthrough.Changes.Tools;

/// <summary>The devices that udev has been told of and has yet to find drivers for (udevadm(8)): right after a start of the machine that takes a while, and a service of the boot does not wait for it.</summary>
internal static class DeviceQueue
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Waits until it is empty, or for two minutes: what a device is like then is what it is judged by.</summary>
    /// <param name="roots">The machine; nothing is waited for on one that does not run, or has no udev.</param>
    /// <param name="cancellation">Gives up.</param>
    public static void Await(HostRoots roots, CancellationToken cancellation)
    {
        if (roots.IsLive && File.Exists(roots.Run("udev/control")))
        {
            ToolRunner.RunAsync(new ToolCommand("udevadm", ["settle", $"--timeout={Limit.TotalSeconds:0}"]) { TimeLimit = Limit * 2 }, cancellation: cancellation).GetAwaiter().GetResult();
        }
    }
}
