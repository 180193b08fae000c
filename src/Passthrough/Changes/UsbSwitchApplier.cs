using Passthrough.Failures;
using Passthrough.Planning;
using Passthrough.Planning.UsbSwitches;

namespace Passthrough.Changes;

/// <summary>Lets USB devices be swapped without root, through the journal.</summary>
public static class UsbSwitchApplier
{
    /// <summary>Makes the plan for the machine as it is now.</summary>
    /// <param name="context">The machine.</param>
    /// <param name="request">What is wanted.</param>
    /// <exception cref="PassthroughException">See <see cref="UsbSwitchPlanner.Plan"/>.</exception>
    public static Plan Plan(ChangeContext context, UsbSwitchRequest request) => UsbSwitchPlanner.Plan(
        UsbSwitchPlanner.Read(context.Roots), Directory.Exists(context.Roots.Run("systemd/system")), context.Judge(new UsbSwitchIs(IsListening: true)).Holds, request);

    /// <summary>Applies the plan for the machine as it is now.</summary>
    /// <param name="context">The machine.</param>
    /// <param name="request">What is wanted.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="NeedsRootException">Not root.</exception>
    /// <exception cref="BusyException">Another command is changing this host.</exception>
    /// <exception cref="UnfinishedTransactionException">An earlier transaction was cut off.</exception>
    /// <exception cref="RefusedException">See <see cref="UsbSwitchPlanner.Plan"/>; or another setup is applied.</exception>
    /// <exception cref="RolledBackException">It failed, and the host is as before.</exception>
    /// <exception cref="RollbackIncompleteException">It failed and so did taking it back.</exception>
    public static ApplyResult Apply(ChangeContext context, UsbSwitchRequest request)
    {
        Rights.RequireRoot(context.Roots, "usb setup");
        using var held = ChangeLock.Take(context.Roots);
        Unfinished.Require(context.Roots);
        return Applier.Carry(context, Plan(context, request));
    }
}
