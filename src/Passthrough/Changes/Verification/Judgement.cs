namespace Passthrough.Changes.Verification;

/// <summary>Whether one thing that must be true is true.</summary>
/// <param name="Claim">What must be true.</param>
/// <param name="Holds">True when it is.</param>
/// <param name="Evidence">What was observed, with where.</param>
public readonly record struct Judgement(string Claim, bool Holds, string Evidence);
