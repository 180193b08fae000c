namespace Passthrough.Sessions.Input;

/// <summary>Something that a test of the toggle saw.</summary>
/// <param name="Path">The node, as it was named.</param>
/// <param name="Kind">What.</param>
/// <param name="Key">The key's name; null where none is meant.</param>
public sealed record ToggleStep(string Path, ToggleStepKind Kind, string? Key = null);
