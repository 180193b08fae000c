using Passthrough.Planning;

namespace Passthrough.Changes;

/// <summary>What <see cref="Applier"/> did.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="TransactionId">The transaction, also an earlier one that had done all of it; null when the machine complied by itself.</param>
/// <param name="IsNothingToDo">True when the machine's files said all of it already.</param>
public sealed record ApplyResult(Plan Plan, string? TransactionId, bool IsNothingToDo);
