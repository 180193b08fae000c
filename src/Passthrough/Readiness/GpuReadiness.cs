namespace Passthrough.Readiness;

/// <summary>Whether a card can be given to a guest.</summary>
public enum GpuReadiness
{
    /// <summary>It is isolated and nothing is in the way.</summary>
    Ready,

    /// <summary>Steps are missing that <c>passthrough apply</c> can take.</summary>
    ReadyAfterSteps,

    /// <summary>Something is in the way that no program can change.</summary>
    No,
}
