using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Readiness;

namespace Passthrough.Planning.Surroundings;

/// <summary>What refusals of guests' surroundings have in common.</summary>
internal static class SurroundingRefusals
{
    /// <summary>The next step where something is asked for that only installed packages bring. <c>--packages</c> is none: a plan is made of the machine as it is, and one plan is applied at a time.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="parts">What brings it.</param>
    public static string InstallFirst(HostFacts facts, params ImmutableArray<GuestPart> parts) =>
        $"install it before (a plan with --packages only sets what is there already when it is made): {GuestParts.InstallLine(facts.Distribution, parts)}";
}
