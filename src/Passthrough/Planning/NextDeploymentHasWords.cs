using System.Collections.Immutable;

namespace Passthrough.Planning;

/// <summary>The kernel line that rpm-ostree has prepared for the next start has these words, and not those.</summary>
/// <param name="Words">What it has.</param>
/// <param name="Without">What it has not.</param>
public sealed record NextDeploymentHasWords(ImmutableArray<string> Words, ImmutableArray<string> Without) : Postcondition
{
    /// <inheritdoc/>
    public override bool AwaitsReboot() => false;
}
