using System.Collections.Immutable;

namespace Passthrough.Planning.KernelLine;

/// <summary>What the kernel line must say, and what on it stands against that.</summary>
/// <param name="Wanted">Words to be there, in order.</param>
/// <param name="Against">Words that switch the IOMMU off, with the word to put in their place (null: none).</param>
public sealed record KernelWords(ImmutableArray<string> Wanted, ImmutableDictionary<string, string?> Against);
