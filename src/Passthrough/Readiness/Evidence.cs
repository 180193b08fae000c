namespace Passthrough.Readiness;

/// <summary>What a finding rests on.</summary>
/// <param name="Source">The path or place that was read, as the machine names it.</param>
/// <param name="Value">What was found there, in words or as read.</param>
public sealed record Evidence(string Source, string Value);
