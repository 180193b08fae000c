namespace Passthrough.Changes.Verification;

/// <summary>One line of <c>verify</c>.</summary>
/// <param name="Claim">What must be true.</param>
/// <param name="Status">Whether it is.</param>
/// <param name="Evidence">What was observed, with where.</param>
public sealed record VerifyCheck(string Claim, VerifyStatus Status, string Evidence);
