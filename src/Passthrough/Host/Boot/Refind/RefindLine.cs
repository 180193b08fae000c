using System.Collections.Immutable;

namespace Passthrough.Host.Boot.Refind;

/// <summary>One line of rEFInd's configuration.</summary>
/// <param name="Start">Where it begins in the file.</param>
/// <param name="End">The place after its line end.</param>
/// <param name="Tokens">What rEFInd reads of it; empty for an empty line and for a comment.</param>
internal sealed record RefindLine(int Start, int End, ImmutableArray<RefindToken> Tokens)
{
    /// <summary>True when the first token is this word, capitals or not.</summary>
    /// <param name="word">The word.</param>
    public bool Begins(string word) => Tokens is [var first, ..] && first.Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The second token's text; null when there is none.</summary>
    public string? Value => Tokens is [_, var second, ..] ? second.Text : null;
}
