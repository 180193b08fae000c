using System.Collections.Immutable;

namespace Passthrough.Changes.KernelCommandLine;

/// <summary>What is done with the kernel line of one of several entries in a file.</summary>
/// <param name="Index">Which entry, as the file's reader counts them.</param>
/// <param name="Add">Words to be there; one that is there already is not added again.</param>
/// <param name="Replace">Words to be taken out (null) or replaced in place.</param>
internal sealed record WordEdit(int Index, ImmutableArray<string> Add, ImmutableDictionary<string, string?> Replace)
{
    /// <summary>True when words have what the edit is to bring about.</summary>
    /// <param name="words">A kernel line.</param>
    public bool IsDoneBy(ImmutableArray<string> words) => Add.All(word => words.Contains(word, StringComparer.Ordinal)) && !Replace.Keys.Any(word => words.Contains(word, StringComparer.Ordinal));
}
