using System.Collections.Immutable;

namespace Passthrough.Planning.Guard;

/// <summary>The variables by which GRUB knows, from one start to the next, how far a trial is.</summary>
public static class TrialVariables
{
    /// <summary>Set by apply; GRUB takes it out and then starts the new configuration, this once.</summary>
    public const string Trial = "passthrough_trial";

    /// <summary>Set when the trial boot was found good; GRUB then starts the new configuration each time.</summary>
    public const string Good = "passthrough_good";

    /// <summary>The value of either when it is set.</summary>
    public const string Set = "1";

    /// <summary>Both.</summary>
    public static ImmutableArray<string> All { get; } = [Trial, Good];
}
