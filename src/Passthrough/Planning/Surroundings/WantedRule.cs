namespace Passthrough.Planning.Surroundings;

/// <summary>A rule that AppArmor's rules for guests shall have.</summary>
/// <param name="Subject">What it allows, for people.</param>
/// <param name="Line">The rule.</param>
internal sealed record WantedRule(string Subject, string Line);
