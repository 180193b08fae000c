namespace Passthrough.Changes.Journal;

/// <summary>How far a transaction got, derived from which files exist in its folder.</summary>
public enum TransactionState
{
    /// <summary>Applying was cut off: <c>recover</c> takes it back.</summary>
    Applying,

    /// <summary>Applied (<c>committed</c>).</summary>
    Committed,

    /// <summary>Undo was cut off (<c>undo-started</c>): <c>recover</c> finishes it.</summary>
    Undoing,

    /// <summary>Undone (<c>undone</c>).</summary>
    Undone,

    /// <summary>Applying failed and was taken back (<c>rolled-back</c>).</summary>
    RolledBack,
}
