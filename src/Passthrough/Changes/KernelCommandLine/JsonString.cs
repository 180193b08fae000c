namespace Passthrough.Changes.KernelCommandLine;

/// <summary>A string of a JSON text.</summary>
/// <param name="Start">Where it begins, quote included.</param>
/// <param name="End">The place after its last quote.</param>
/// <param name="Value">What it says, escapes resolved.</param>
internal readonly record struct JsonString(int Start, int End, string Value);
