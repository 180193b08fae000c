namespace Passthrough.Changes;

/// <summary>The kinds of progress.</summary>
public enum ProgressKind
{
    /// <summary>A step of the plan begins; it may take minutes.</summary>
    Step,

    /// <summary>The inverse of an effect is on disk; the effect comes next.</summary>
    Recorded,

    /// <summary>The effect has happened.</summary>
    Written,

    /// <summary>An effect has been taken back.</summary>
    Reversed,
}
