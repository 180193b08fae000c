using System.Collections.Immutable;
using Passthrough.Changes.Journal;

namespace Passthrough.Changes;

/// <summary>What <see cref="Recoverer"/> did with one transaction.</summary>
/// <param name="TransactionId">The transaction.</param>
/// <param name="WasUndo">True when an undo was finished; false when an apply was taken back. Either way the host is in the state before the apply.</param>
/// <param name="Files">How each file was taken back.</param>
public sealed record RecoverResult(string TransactionId, bool WasUndo, ImmutableArray<ReversalRecord> Files);
