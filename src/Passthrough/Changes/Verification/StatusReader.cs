using Passthrough.Changes.Guard;
using Passthrough.Changes.Journal;

namespace Passthrough.Changes.Verification;

/// <summary>Tells from the journal where the host stands.</summary>
public static class StatusReader
{
    /// <summary>Reads the status.</summary>
    /// <param name="context">The machine.</param>
    /// <exception cref="Failures.NeedsRootException">The journal is readable by root only.</exception>
    public static StatusReport Read(ChangeContext context)
    {
        var all = TransactionJournal.List(context.Roots);
        var transaction = all.FirstOrDefault(candidate => candidate.IsUnfinished) ?? TransactionJournal.Newest(context.Roots) ?? all.LastOrDefault();
        return transaction is null
            ? new StatusReport(1, null, null, null, [], [], IsRebootPending: false, null, [], "passthrough plan --gpu ADDRESS shows what would be done")
            : ReportOf(context, transaction) with
            {
                Others = [.. TransactionJournal.AllApplied(context.Roots).Where(other => !string.Equals(other.Id, transaction.Id, StringComparison.Ordinal)).Reverse().Select(other => ReportOf(context, other))],
            };
    }

    private static StatusReport ReportOf(ChangeContext context, Transaction transaction)
    {
        var marker = transaction.Undone ?? transaction.Committed;
        var plan = transaction.Plan;
        var isPending = plan is { NeedsReboot: true } && marker?.BootId is { } boot && string.Equals(boot, context.BootId, StringComparison.Ordinal);
        var trial = plan is not null && transaction.State == TransactionState.Committed ? TrialReader.Read(context.Roots, plan) : null;
        return new StatusReport(
            1, transaction.Id, transaction.State, marker?.At, plan?.Devices ?? [], [.. transaction.Effects.Where(effect => effect.IsOnFile).Select(effect => effect.Path)], isPending,
            trial, transaction.Trial?.Failed ?? [], NextStep(transaction.State, isPending, trial))
        {
            ByTools = [.. transaction.Effects.Where(effect => !effect.IsOnFile).Select(effect => effect.Path)],
            Bridge = plan?.Bridge,
            UsbSwitch = plan?.UsbSwitch,
        };
    }

    private static string NextStep(TransactionState state, bool isRebootPending, TrialState? trial) => state switch
    {
        TransactionState.Applying => "sudo passthrough recover takes back what was begun",
        TransactionState.Undoing => "sudo passthrough recover finishes the undo",
        TransactionState.RolledBack => "the host is as before; remove the cause, then try again",
        _ when trial == TrialState.Waiting => "reboot: the next start, and only that, tries the new configuration; then: sudo passthrough verify",
        _ when trial == TrialState.Running => "sudo passthrough confirm keeps the configuration of this start, when all of it holds; without that the next start is as before",
        _ when trial == TrialState.FellBack => "remove the cause, then: sudo passthrough confirm --try-again, and reboot; or take all back: sudo passthrough undo",
        _ when isRebootPending => "reboot, then: sudo passthrough verify",
        _ => "sudo passthrough verify compares the machine with what was promised",
    };
}
