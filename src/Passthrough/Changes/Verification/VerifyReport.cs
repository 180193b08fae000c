using System.Collections.Immutable;
using Passthrough.Changes.Journal;

namespace Passthrough.Changes.Verification;

/// <summary>The document of <c>verify</c> (<c>docs/formats/verify.md</c>).</summary>
/// <param name="SchemaVersion">The version of the document.</param>
/// <param name="TransactionId">The transaction that was judged; null when there is none.</param>
/// <param name="State">Its state; null when there is none.</param>
/// <param name="Outcome">The conclusion.</param>
/// <param name="Checks">What was looked at.</param>
public sealed record VerifyReport(int SchemaVersion, string? TransactionId, TransactionState? State, VerifyOutcome Outcome, ImmutableArray<VerifyCheck> Checks);
