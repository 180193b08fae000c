using System.Collections.Immutable;
using Passthrough.Host;

namespace Passthrough.Planning.Surroundings;

/// <summary>What a plan holds beside the card: the packages, rights, limits, networks and shared memory that guests find around them. No boot loader has a part in it.</summary>
/// <param name="Changes">What is done.</param>
/// <param name="Postconditions">What must be true then.</param>
/// <param name="UndonePostconditions">What must be true again after undo, of what is changed.</param>
internal sealed record Surrounding(ImmutableArray<Change> Changes, ImmutableArray<Postcondition> Postconditions, ImmutableArray<Postcondition> UndonePostconditions)
{
    /// <summary>Nothing was asked for.</summary>
    public static Surrounding None { get; } = new([], [], []);

    /// <summary>All that a request asks for, in the order in which it is done.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What was asked.</param>
    /// <exception cref="Failures.RefusedException">Something of it cannot be had on this machine, or is not said well.</exception>
    /// <exception cref="Failures.NeedsRootException">How it is now is readable by root only.</exception>
    public static Surrounding Of(HostFacts facts, PlanRequest request) => Of(
    [
        GuestPackages.Of(facts, request),
        UserGroups.Of(facts, request),
        LockedMemory.Of(facts, request),
        DefaultNetwork.Of(facts, request),
        Forwarding.Of(facts, request),
        LookingGlass.Of(facts, request),
        DeviceAccess.Of(facts, request),
        RomAccess.Of(facts, request),
        AppArmorRules.Of(facts, request),
        LibvirtHookScript.Of(facts, request),
    ]);

    /// <summary>Several, one after the other.</summary>
    /// <param name="parts">They.</param>
    public static Surrounding Of(ImmutableArray<Surrounding> parts) => new(
        [.. parts.SelectMany(part => part.Changes)], [.. parts.SelectMany(part => part.Postconditions)], [.. parts.SelectMany(part => part.UndonePostconditions)]);

    /// <summary>One change of a tool, what it is for, and what must be true when it is taken back; without the change where the machine is so already.</summary>
    /// <param name="isSo">Whether it is.</param>
    /// <param name="change">The change.</param>
    /// <param name="undone">What must be true when it is taken back.</param>
    public static Surrounding Of(bool isSo, ToolChange change, Postcondition undone) => isSo ? new([], [change.Goal], []) : new([change], [change.Goal], [undone]);
}
