using Passthrough.Changes.Journal;

namespace Passthrough.Changes.Guard;

/// <summary>What became of <c>confirm</c>.</summary>
/// <param name="State">How far the trial is now; null when the transaction has none.</param>
/// <param name="WasConfirmedBefore">True when there was nothing left to do.</param>
/// <param name="Trial">What was seen of the trial boot; null when none was looked at yet.</param>
public sealed record ConfirmResult(TrialState? State, bool WasConfirmedBefore, TrialRecord? Trial);
