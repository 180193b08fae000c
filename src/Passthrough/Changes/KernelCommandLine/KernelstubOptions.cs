using System.Collections.Immutable;

namespace Passthrough.Changes.KernelCommandLine;

/// <summary>Where the kernel's words stand in kernelstub's configuration.</summary>
/// <param name="ListStart">Where the list begins, bracket included; null when one string holds all words.</param>
/// <param name="Strings">The strings, in order; one when there is no list.</param>
internal sealed record KernelstubOptions(int? ListStart, ImmutableArray<JsonString> Strings);
