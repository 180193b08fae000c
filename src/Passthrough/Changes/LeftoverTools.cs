using System.Collections.Immutable;
using System.Text;
using Passthrough.Changes.Tools;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Native.Libc;

namespace Passthrough.Changes;

/// <summary>Ends tools of a transaction that outlived a killed run, found by the variable that they were started with (<c>/proc/PID/environ</c>).</summary>
internal static class LeftoverTools
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Ends them and waits until they are gone.</summary>
    /// <param name="roots">The machine; only on the live one are there processes.</param>
    /// <param name="transactionId">The transaction.</param>
    /// <exception cref="BusyException">One does not end.</exception>
    public static void End(HostRoots roots, string transactionId)
    {
        // A tool that is ended may have started another a moment before: look until none is found.
        for (var found = Find(roots, transactionId); !found.IsEmpty; found = Find(roots, transactionId))
        {
            foreach (var processId in found)
            {
                if (!ProcessEnd.KillAndWait(processId, Deadline))
                {
                    throw new BusyException($"a tool of the interrupted transaction (pid {processId}) does not end", $"pid {processId}", "it waits in the kernel, usually for a disk: run 'passthrough recover' again later, or after a reboot");
                }
            }
        }
    }

    private static ImmutableArray<int> Find(HostRoots roots, string transactionId)
    {
        if (!roots.IsLive)
        {
            return [];
        }

        var mark = Encoding.UTF8.GetBytes($"{ToolSurroundings.TransactionVariable}={transactionId}\0");
        return
        [
            .. Directory.EnumerateDirectories(roots.Proc())
                .Select(folder => int.TryParse(Path.GetFileName(folder), out var processId) ? processId : 0)
                .Where(processId => processId > 0 && processId != Environment.ProcessId && Holds(roots.Proc($"{processId}/environ"), mark)),
        ];
    }

    private static bool Holds(string path, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes(path).AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The process ended in the meantime, or is a kernel thread.
            return false;
        }
    }
}
