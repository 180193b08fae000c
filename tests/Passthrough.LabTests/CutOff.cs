namespace Passthrough.LabTests;

/// <summary>Ends a command at an exact place, as <c>kill -9</c> would.</summary>
internal static class CutOff
{
    /// <summary>The exit code by which a shell names SIGKILL.</summary>
    public const int Killed = 128 + 9;

    /// <summary>
    /// The command, killed by strace on entering its Nth rename: what came before it is on the disk, the rename is not. All its renames are made by one thread; strace counts
    /// each thread alone, and lets go of the tools that the command starts (tracing every call of mkinitramfs would take minutes; strace's other way of tracing few calls, a
    /// seccomp filter, loses the signal). With fewer than N the command ends by itself.
    /// </summary>
    /// <param name="rename">N, from 1.</param>
    /// <param name="command">The command.</param>
    public static string AtRename(int rename, string command) =>
        $"strace -f -b execve -qq -o /dev/null -e signal=none -e trace=rename -e inject=rename:signal=SIGKILL:when={rename} {command}";
}
