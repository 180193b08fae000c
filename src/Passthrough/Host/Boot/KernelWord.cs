namespace Passthrough.Host.Boot;

/// <summary>One word of a kernel line.</summary>
/// <param name="Text">The word, quotes resolved.</param>
/// <param name="Start">Where it begins in the text, quotes included.</param>
/// <param name="End">Where it ends in the text: the place after its last character.</param>
internal readonly record struct KernelWord(string Text, int Start, int End);
