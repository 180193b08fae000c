namespace Passthrough.Readiness;

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>Works, with a risk that the person should weigh.</summary>
    Warning,

    /// <summary>A step that <c>passthrough apply</c> can take is missing.</summary>
    Fixable,

    /// <summary>Stops passthrough until the person changes something that no program can (firmware, slots, hardware).</summary>
    Blocking,
}
