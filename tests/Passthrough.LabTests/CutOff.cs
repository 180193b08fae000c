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
        log=$(mktemp) wait=$(mktemp -u); mkfifo $wait
        strace -f --seccomp-bpf -qq -o $log -e signal=none -e trace=rename -e inject=rename:delay_enter=600000000:when={{rename}} {{command}} &
        traced=$!
        # Without a process of its own for each look: in an emulated PC those would take longer than the command.
        pause() { read -r -t 1 _ <> $wait || true; }
        stands() {
            read -r child _ < /proc/$traced/task/$traced/children
            [ "$child" ] || return
            for status in /proc/$child/task/*/status; do
                mapfile -t -n 3 -s 2 < $status
                [[ ${MAPFILE[0]} == State:*'t (tracing stop)' ]] && return
            done 2>/dev/null
            return 1
        }
        while [ -d /proc/$traced ]; do
            mapfile -t renames < $log
            [ ${#renames[@]} -ge {{rename - 1}} ] && stands && pause && stands && kill -KILL $child && kill -KILL $traced
            pause
        done
        wait $traced
        """;
}
