namespace Passthrough.LabTests;

/// <summary>Stops a command at an exact place.</summary>
internal static class CutOff
{
    // arch/x86/entry/syscalls/syscall_64.tbl
    private const int Rename = 82;
    private const int SyncFileSystem = 306;

    /// <summary>The exit code by which a shell names SIGKILL.</summary>
    public const int Killed = 128 + 9;

    /// <summary>The command, killed on entering its Nth rename: what came before it is on the disk, the rename is not. With fewer than N the command ends by itself.</summary>
    /// <param name="rename">N, from 1.</param>
    /// <param name="command">The command.</param>
    public static string AtRename(int rename, string command) => At("rename", Rename, rename, command, "kill -KILL $child; kill -KILL $traced");

    /// <summary>The command, stopped for long on entering its Nth syncfs, in the background.</summary>
    /// <param name="sync">N, from 1.</param>
    /// <param name="command">The command.</param>
    public static string HeldAtSync(int sync, string command) => At("syncfs", SyncFileSystem, sync, $"{command} >/dev/null 2>&1", "exit 0");

    /// <summary>
    /// strace holds the command for long, and the shell goes on when N-1 calls are in strace's log and a thread stands still in one more. (A signal from strace is lost where its
    /// seccomp filter is used, and without the filter each call of mkinitramfs is traced.) All these calls are made by one thread, and strace counts each thread alone.
    /// </summary>
    private static string At(string call, int number, int count, string command, string then) => $$"""
        log=$(mktemp) wait=$(mktemp -u); mkfifo $wait
        strace -f --seccomp-bpf -qq -o $log -e signal=none -e trace={{call}} -e inject={{call}}:delay_enter=600000000:when={{count}} {{command}} &
        traced=$!
        # Without a process of its own for each look: in an emulated PC those would take longer than the command.
        pause() { read -r -t 1 _ <> $wait || true; }
        stands() {
            read -r child _ < /proc/$traced/task/$traced/children
            [ "$child" ] || return
            for thread in /proc/$child/task/*/syscall; do
                read -r called _ < $thread
                [ "$called" = {{number}} ] && return
            done 2>/dev/null
            return 1
        }
        while [ -d /proc/$traced ]; do
            mapfile -t calls < $log
            [ ${#calls[@]} -ge {{count - 1}} ] && stands && pause && stands && { {{then}}; }
            pause
        done
        wait $traced
        """;
}
