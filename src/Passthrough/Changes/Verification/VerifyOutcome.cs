namespace Passthrough.Changes.Verification;

/// <summary>What <c>verify</c> concludes.</summary>
public enum VerifyOutcome
{
    /// <summary>Nothing was ever applied.</summary>
    NothingApplied,

    /// <summary>Everything that must be true is.</summary>
    Verified,

    /// <summary>Everything that can be in place before a reboot is; the reboot is still to come.</summary>
    RebootNeeded,

    /// <summary>Something is not as it must be.</summary>
    NotVerified,
}
