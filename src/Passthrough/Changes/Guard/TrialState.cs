namespace Passthrough.Changes.Guard;

/// <summary>How far the trial of a new boot configuration is.</summary>
public enum TrialState
{
    /// <summary>The next start is the trial boot.</summary>
    Waiting,

    /// <summary>The machine runs with the new configuration, and it was not found good yet: the start after this is as before apply.</summary>
    Running,

    /// <summary>It was found good: every start uses the new configuration.</summary>
    Confirmed,

    /// <summary>The trial boot did not become good, and this start is as before apply.</summary>
    FellBack,
}
