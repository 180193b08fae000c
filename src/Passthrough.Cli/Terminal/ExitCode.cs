namespace Passthrough.Cli.Terminal;

/// <summary>Every exit code of the program; <c>docs/exit-codes.md</c> is the table for people and is pinned to this one by a test.</summary>
internal enum ExitCode
{
    /// <summary>What was asked was done or, for a reading command, shown.</summary>
    Success = 0,

    /// <summary>A defect of this program; the stack trace is shown.</summary>
    InternalError = 1,

    /// <summary>The command line, or a file given on it, cannot be understood.</summary>
    Usage = 2,

    /// <summary>A safety rule forbids it; nothing was changed.</summary>
    Refused = 3,

    /// <summary>The named device, guest, transaction or file does not exist.</summary>
    NotFound = 4,

    /// <summary>Needs root; nothing was changed.</summary>
    NeedsRoot = 5,

    /// <summary>Another passthrough command is changing this host.</summary>
    Busy = 6,

    /// <summary>An earlier transaction was cut off: run <c>passthrough recover</c>.</summary>
    Unfinished = 7,

    /// <summary>The plan was made for another state of the machine.</summary>
    StalePlan = 8,

    /// <summary>Applying failed; the host is as before.</summary>
    RolledBack = 9,

    /// <summary>Applying failed and so did taking it back; the journal is kept.</summary>
    RollbackIncomplete = 10,

    /// <summary>A file was changed by someone else since; nothing was touched.</summary>
    Conflict = 11,

    /// <summary>An external program failed.</summary>
    ToolFailed = 12,

    /// <summary>libvirt or QEMU refused or failed.</summary>
    Hypervisor = 13,

    /// <summary><c>verify</c> found a postcondition that does not hold, <c>confirm</c> did not find the start good, a guest that has ended did not give all back, or <c>input toggle-test</c> did not see the toggle.</summary>
    NotVerified = 14,

    /// <summary><c>verify</c>, <c>confirm</c>: everything is in place and waits for a reboot.</summary>
    RebootNeeded = 15,

    /// <summary><c>check</c>: something outside this program's reach is in the way of every card, or of the card asked for.</summary>
    NotReady = 16,

    /// <summary>The rehearsal cannot run here; what is missing was said.</summary>
    RehearsalUnavailable = 17,

    /// <summary>A step of the rehearsal did not observe what it had to.</summary>
    RehearsalFailed = 18,

    /// <summary>What was asked was done, and its words or its document could not be written to standard output.</summary>
    OutputFailed = 19,

    /// <summary><c>disk check</c>: the image is damaged, or was not wholly readable.</summary>
    ImageDamaged = 20,

    /// <summary>Ended by Ctrl-C or SIGTERM, cleaned up.</summary>
    Interrupted = 130,
}
