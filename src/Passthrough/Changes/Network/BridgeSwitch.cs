using Passthrough.Changes.Journal;
using Passthrough.Changes.Tools;
using Passthrough.Failures;
using Passthrough.Planning;
using Passthrough.Planning.Bridges;

namespace Passthrough.Changes.Network;

/// <summary>
/// What a transaction that makes a bridge does besides writing files: it lets the network's manager read them, and goes by the gateway's answer. For every other transaction all of this is nothing.
/// </summary>
internal static class BridgeSwitch
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(10);

    /// <summary>The gateway must answer now: otherwise its silence afterwards would tell nothing.</summary>
    /// <exception cref="RefusedException">It does not.</exception>
    public static void RequireAnswer(ChangeContext context, Plan plan)
    {
        if (plan.Bridge is { } bridge && !context.Network.Answers(bridge.Nic, bridge.Gateway, AtOnce, context.Cancellation))
        {
            throw new RefusedException($"the gateway {bridge.Gateway} does not answer through {bridge.Nic} now, so a bridge could not be judged by its answer", bridge.Nic, "mend the connection first");
        }
    }

    /// <summary>From here on systemd takes everything back when this process is cut off.</summary>
    /// <exception cref="ToolFailedException">It cannot.</exception>
    public static void Arm(ChangeContext context, Transaction transaction)
    {
        if (transaction.Plan?.Bridge is { } bridge)
        {
            context.Network.Arm(transaction.Id, bridge);
        }
    }

    /// <summary>Makes the bridge, and passes when the gateway answers over it.</summary>
    /// <exception cref="ToolFailedException">The manager failed, or the gateway does not answer.</exception>
    public static void Take(ChangeContext context, Transaction transaction)
    {
        if (transaction.Plan?.Bridge is not { } bridge)
        {
            return;
        }

        context.Report(ProgressKind.Step, $"Switch to {bridge.Name}, and wait up to {bridge.WaitSeconds} s for the gateway {bridge.Gateway}");
        context.Network.Activate(bridge, Surroundings(context, transaction));
        if (!context.Network.Answers(bridge.Name, bridge.Gateway, TimeSpan.FromSeconds(bridge.WaitSeconds), context.Cancellation))
        {
            throw new ToolFailedException($"the gateway {bridge.Gateway} did not answer over {bridge.Name} within {bridge.WaitSeconds} s", bridge.Name);
        }

        context.Report(ProgressKind.Step, $"The gateway {bridge.Gateway} answers over {bridge.Name}");
    }

    /// <summary>Gives the interface the configuration that its files say again, and tells whether the gateway answers.</summary>
    /// <exception cref="ToolFailedException">The manager failed.</exception>
    public static void GiveBack(ChangeContext context, Transaction transaction)
    {
        if (transaction.Plan?.Bridge is not { } bridge || transaction.Effects.IsEmpty)
        {
            return;
        }

        context.Report(ProgressKind.Step, $"Give {bridge.Nic} its own configuration again");
        context.Network.Restore(bridge, Surroundings(context, transaction));
        context.Report(ProgressKind.Step, context.Network.Answers(bridge.Nic, bridge.Gateway, TimeSpan.FromSeconds(Math.Max(bridge.WaitSeconds, BridgeRequest.UsualWait)), context.Cancellation)
            ? $"The gateway {bridge.Gateway} answers through {bridge.Nic}"
            : $"The gateway {bridge.Gateway} does not answer through {bridge.Nic} either, which is configured as before: look at the cable and the router");
    }

    /// <summary>The transaction has ended: nothing is left to be taken back.</summary>
    public static void Disarm(ChangeContext context, Transaction transaction)
    {
        if (transaction.Plan?.Bridge is not null)
        {
            context.Network.Disarm(transaction.Id);
        }
    }

    private static ToolSurroundings Surroundings(ChangeContext context, Transaction transaction)
    {
        IfupdownCopies.LayOut(transaction);
        return new(transaction.Id, transaction.Scratch, context.Cancellation);
    }
}
