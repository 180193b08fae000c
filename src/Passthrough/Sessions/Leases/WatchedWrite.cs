using System.Globalization;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Reading;
using Passthrough.Processes;

namespace Passthrough.Sessions.Leases;

/// <summary>
/// Writes to files of sysfs that may block for good, such as <c>unbind</c> of a driver that waits for its last user: a process of its own does it, so that only that one is stuck.
/// </summary>
internal static class WatchedWrite
{
    // Unbinding amdgpu takes seconds, and a card that has to be reset tens of them.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Writes a value.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="path">The machine's own path.</param>
    /// <param name="value">What to write.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="HypervisorException">It blocks in the kernel; the message says where.</exception>
    /// <exception cref="RefusedException">The kernel refused.</exception>
    public static async Task RunAsync(HostRoots roots, string path, string value, CancellationToken cancellation)
    {
        var writer = 0;
        var command = new ToolCommand("dd", [$"of={roots.Locate(path)}", "conv=nocreat,notrunc", "status=none"]) { Input = value, TimeLimit = Limit };
        ToolResult result;
        try
        {
            result = await ToolRunner.RunAsync(command, onLine: null, id => writer = id, cancellation);
        }
        catch (ToolFailedException exception) when (writer != 0)
        {
            throw new HypervisorException(
                $"the kernel has not ended '{value}' > {path} within {Limit.TotalSeconds:0} s; process {writer} waits in it{StackOf(roots, writer)}",
                path,
                "end what uses the device, then passthrough session release; if the process stays, only a reboot frees the device (the machine can be used until then)",
                inner: exception);
        }

        if (result.ExitCode != 0)
        {
            var words = result.Error.Trim();
            throw new RefusedException($"the kernel does not take '{value}' for {path}: {words[(words.LastIndexOf(": ", StringComparison.Ordinal) is >= 0 and var at ? at + 2 : 0)..]}", path, "dmesg says why");
        }
    }

    // proc_pid_stack(5): only root sees it, and only of a kernel that keeps it.
    private static string StackOf(HostRoots roots, int process)
    {
        var stack = new MachineReader(roots).ReadText(roots.Proc($"{process.ToString(CultureInfo.InvariantCulture)}/stack"))?.Trim();
        return stack is { Length: > 0 } ? $":\n{stack}" : "";
    }
}
