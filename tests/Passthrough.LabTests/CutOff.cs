namespace Passthrough.LabTests;

/// <summary>Ends a command at an exact place, as <c>kill -9</c> would.</summary>
internal static class CutOff
{
    /// <summary>The exit code by which a shell names SIGKILL.</summary>
    public const int Killed = 128 + 9;

    /// <summary>
    /// The command, killed on entering its Nth rename: what came before it is on the disk, the rename is not. strace holds it there for long, and the shell kills both when N-1
    /// renames are in strace's log and a thread stands still. (A signal from strace is lost where its seccomp filter is used, and without the filter each call of mkinitramfs is
    /// traced.) All renames are made by one thread, and strace counts each thread alone. With fewer than N the command ends by itself.
    /// </summary>
    /// <param name="rename">N, from 1.</param>
    /// <param name="command">The command.</param>
    public static string AtRename(int rename, string command) => $$"""
        log=$(mktemp)
        strace -f --seccomp-bpf -qq -o $log -e signal=none -e trace=rename -e inject=rename:delay_enter=600000000:when={{rename}} {{command}} &
        traced=$!
        stands() { grep -qs '^State:.t' /proc/$(pgrep -nx passthrough)/task/*/status; }
        until [ ! -d /proc/$traced ]; do
            [ $(grep -c ' rename(' $log) -ge {{rename - 1}} ] && stands && sleep 0.5 && stands && pkill -KILL -x passthrough && kill -KILL $traced
            sleep 0.2
        done
        wait $traced
        """;
}
