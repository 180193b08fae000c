using Passthrough.Failures;
using Passthrough.Host.Network;
using Passthrough.Host.Reading;
using Passthrough.Planning;
using Passthrough.Planning.Bridges;

namespace Passthrough.Changes;

/// <summary>Makes a bridge through the journal: either it works, or everything is as before.</summary>
public static class BridgeApplier
{
    /// <summary>Makes the plan for the machine as it is now.</summary>
    /// <param name="context">The machine.</param>
    /// <param name="request">What is wanted.</param>
    /// <returns>The plan; null when the interface is a port of a bridge already, which is given then.</returns>
    /// <exception cref="PassthroughException">See <see cref="BridgePlanner.Plan"/>.</exception>
    public static (Plan? Plan, string? Bridge) Plan(ChangeContext context, BridgeRequest request)
    {
        var reader = new MachineReader(context.Roots);
        var network = NetworkReader.Read(reader);
        return BridgePlanner.BridgeOf(network, request) is { } bridge
            ? (null, bridge.Name)
            : (BridgePlanner.Plan(network, PortReader.Read(reader, network.Find(request.Nic)!), request), null);
    }

    /// <summary>Applies a plan that was made for the machine as it is now.</summary>
    /// <param name="context">The machine.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="shown">The plan that was shown; the one that is applied must be the same.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="NeedsRootException">Not root.</exception>
    /// <exception cref="BusyException">Another command is changing this host.</exception>
    /// <exception cref="UnfinishedTransactionException">An earlier transaction was cut off.</exception>
    /// <exception cref="RefusedException">A safety rule forbids it, or the gateway does not answer now.</exception>
    /// <exception cref="StalePlanException">The machine is not the one that the plan was made for.</exception>
    /// <exception cref="RolledBackException">It failed, or the gateway did not answer, and the host is as before.</exception>
    /// <exception cref="RollbackIncompleteException">It failed and so did taking it back.</exception>
    public static ApplyResult Apply(ChangeContext context, BridgeRequest request, Plan shown)
    {
        Rights.RequireRoot(context.Roots, $"network bridge {request.Nic}");
        using var held = ChangeLock.Take(context.Roots);
        Unfinished.Require(context.Roots);
        return Plan(context, request).Plan is { } plan && string.Equals(plan.Fingerprint, shown.Fingerprint, StringComparison.Ordinal)
            ? Applier.Carry(context, plan)
            : throw new StalePlanException("the network changed after the plan was made", request.Nic, "run the command again and look at the plan");
    }
}
