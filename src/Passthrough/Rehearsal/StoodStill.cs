namespace Passthrough.Rehearsal;

/// <summary>The virtual PC did not boot in time and was switched off and on once more.</summary>
/// <param name="Waited">How long it was waited for.</param>
/// <param name="Console">The end of its console.</param>
public sealed record StoodStill(TimeSpan Waited, string Console) : RehearsalEvent
{
    /// <inheritdoc/>
    public override string ToString() => $"the virtual PC stood still while it booted, for {Waited.TotalSeconds:0} s, and was switched off and on again; the end of its console:\n{Console}";
}
