using Passthrough.Readiness;

namespace Passthrough.Planning;

/// <summary>One of the things that guests need is there, whoever brought it.</summary>
/// <param name="Part">Which.</param>
public sealed record GuestPartIsThere(GuestPart Part) : Postcondition
{
    /// <inheritdoc/>
    public override bool AwaitsReboot() => false;

    /// <inheritdoc/>
    public override bool ConcernsBoot() => false;
}
