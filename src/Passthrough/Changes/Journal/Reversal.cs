namespace Passthrough.Changes.Journal;

/// <summary>How one effect was taken back (<c>NNNN.reversed</c>).</summary>
public enum Reversal
{
    /// <summary>The bytes before are there again, or the created file or folder is gone.</summary>
    Restored,

    /// <summary>The file had been generated anew since by someone else, so it was generated anew from the restored sources.</summary>
    Regenerated,

    /// <summary>The file had been changed since by others, as they may; what this program put into it was taken out.</summary>
    TakenOut,

    /// <summary>The file belongs to a kernel that is no longer installed, so nothing was to be done; or what only the running system can take back was left.</summary>
    Skipped,

    /// <summary>The folder was created by this program and others put files into it since; it stays.</summary>
    KeptFolder,

    /// <summary>Someone else changed the file and the person asked to leave it.</summary>
    LeftChanged,

    /// <summary>Something else of the machine has come to need what a tool made, so it stays.</summary>
    StillNeeded,
}
