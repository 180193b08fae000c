namespace Passthrough.Changes.Verification;

/// <summary>Whether one thing that must be true is.</summary>
public enum VerifyStatus
{
    /// <summary>It is.</summary>
    Ok,

    /// <summary>It is not yet, and cannot be before the reboot.</summary>
    Pending,

    /// <summary>It is not.</summary>
    Failed,
}
