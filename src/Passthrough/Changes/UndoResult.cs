using System.Collections.Immutable;
using Passthrough.Changes.Journal;

namespace Passthrough.Changes;

/// <summary>What <see cref="Undoer"/> did.</summary>
/// <param name="TransactionId">The transaction.</param>
/// <param name="NeedsReboot">True when the machine is as before only after a reboot.</param>
/// <param name="Files">How each file was taken back, last first.</param>
public sealed record UndoResult(string TransactionId, bool NeedsReboot, ImmutableArray<ReversalRecord> Files);
