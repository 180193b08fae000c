using System.Globalization;
using System.Text;
using Passthrough.Changes;
using Passthrough.Changes.Files;
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

    private const string NextStep = "end what uses the device, then passthrough session release; if the process stays, only a reboot frees the device (the machine can be used until then)";

    /// <summary>Writes a value.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="path">The machine's own path.</param>
    /// <param name="subject">What it is about, as <see cref="PendingWrite"/> has it.</param>
    /// <param name="value">What to write.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="HypervisorException">It blocks in the kernel, or a former one about the same does; the message says where.</exception>
    /// <exception cref="RefusedException">The kernel refused.</exception>
    public static async Task RunAsync(HostRoots roots, string path, string subject, string value, CancellationToken cancellation)
    {
        await RequireNoneAsync(roots, subject, cancellation);
        PendingWrite? write = null;

        // A write of nothing does not reach the kernel.
        var command = new ToolCommand("dd", [$"of={roots.Locate(path)}", "conv=nocreat,notrunc", "status=none"]) { Input = value.Length > 0 ? value : "\n", TimeLimit = Limit };
        ToolResult result;
        try
        {
            result = await ToolRunner.RunAsync(command, onLine: null, id => write = Begin(roots, subject, id), cancellation);
        }
        catch (ToolFailedException exception) when (write is not null)
        {
            throw new HypervisorException(
                $"the kernel has not ended '{value}' > {path} within {Limit.TotalSeconds:0} s; process {write.Process} waits in it{StackOf(roots, write.Process)}", path, NextStep, inner: exception);
        }
        finally
        {
            End(roots, write);
        }

        if (result.ExitCode != 0)
        {
            var words = result.Error.Trim();
            throw new RefusedException($"the kernel does not take '{value}' for {path}: {words[(words.LastIndexOf(": ", StringComparison.Ordinal) is >= 0 and var at ? at + 2 : 0)..]}", path, "dmesg says why");
        }
    }

    /// <summary>Passes when no former write about a subject is in the kernel any more, where whatever comes next would wait for it. One that a killed command has left behind gets the time that it would have had.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="subject">What it is about.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="HypervisorException">One is; the message says where.</exception>
    public static async Task RequireNoneAsync(HostRoots roots, string subject, CancellationToken cancellation)
    {
        if (PendingWrite.Read(new MachineReader(roots), subject) is not { } former)
        {
            return;
        }

        var age = DateTime.UtcNow - File.GetLastWriteTimeUtc(PendingWrite.PathOf(roots, subject));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromTicks(Math.Clamp((Limit - age).Ticks, 0, Limit.Ticks)));
        try
        {
            await ProcessWait.ForEndAsync(former.Process, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new HypervisorException($"the kernel still changes {subject}: process {former.Process} waits in it{StackOf(roots, former.Process)}", subject, NextStep);
        }
    }

    private static PendingWrite Begin(HostRoots roots, string subject, int process)
    {
        var write = new PendingWrite(subject, process, ProcessStat.Read(new MachineReader(roots), process)?.StartTicks ?? 0);
        var path = PendingWrite.PathOf(roots, subject);
        try
        {
            RuntimeFolder.EnsureFor(roots, path);
            DurableFile.Write(path, Encoding.ASCII.GetBytes(write.Text), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
        catch (IOException)
        {
            // The write has begun. Without room to say so it is watched all the same.
        }

        return write;
    }

    // What waits in the kernel cannot be ended, and stays written down.
    private static void End(HostRoots roots, PendingWrite? write)
    {
        if (write?.IsPending(new MachineReader(roots)) == false)
        {
            DurableFile.Remove(PendingWrite.PathOf(roots, write.Subject));
        }
    }

    // proc_pid_stack(5): only root sees it, and only of a kernel that keeps it.
    private static string StackOf(HostRoots roots, int process)
    {
        var stack = new MachineReader(roots).ReadText(roots.Proc($"{process.ToString(CultureInfo.InvariantCulture)}/stack"))?.Trim();
        return stack is { Length: > 0 } ? $":\n{stack}" : "";
    }
}
