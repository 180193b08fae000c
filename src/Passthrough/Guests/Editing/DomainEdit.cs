namespace Passthrough.Guests.Editing;

/// <summary>What became of an edit.</summary>
/// <param name="Domain">The domain's name.</param>
/// <param name="Diff">What differs, as <c>diff -u</c> writes it; empty when the domain is as it was asked for already.</param>
/// <param name="IsWritten">True when it was written.</param>
/// <param name="IsRunning">True when the domain runs: it has what was written from its next start on.</param>
public sealed record DomainEdit(string Domain, string Diff, bool IsWritten, bool IsRunning);
