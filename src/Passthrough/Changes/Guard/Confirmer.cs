using System.Collections.Immutable;
using Passthrough.Changes.Files;
using Passthrough.Changes.Journal;
using Passthrough.Changes.Verification;
using Passthrough.Failures;
using Passthrough.Host.Firmware;
using Passthrough.Host.Reading;
using Passthrough.Planning;
using Passthrough.Planning.Guard;

namespace Passthrough.Changes.Guard;

/// <summary>Looks at the trial boot and, when all holds, makes the new configuration the default.</summary>
public static class Confirmer
{
    /// <summary>Judges the running machine. Doing it again does no harm.</summary>
    /// <param name="context">The machine.</param>
    /// <exception cref="NeedsRootException">Not root.</exception>
    /// <exception cref="BusyException">Another command is changing this host.</exception>
    /// <exception cref="UnfinishedTransactionException">A transaction was cut off.</exception>
    /// <exception cref="NotFoundException">Nothing is applied.</exception>
    /// <exception cref="ToolFailedException">The boot loader's tool failed.</exception>
    public static ConfirmResult Confirm(ChangeContext context)
    {
        Rights.RequireRoot(context.Roots, "confirm");
        Unfinished.Require(context.Roots);
        var transaction = TransactionJournal.Applied(context.Roots, "confirm", PlanSubject.Card);
        var plan = transaction.Plan!;
        var state = TrialReader.Read(context.Roots, plan);
        if (state != TrialState.Running)
        {
            return new ConfirmResult(state, WasConfirmedBefore: state == TrialState.Confirmed, transaction.Trial);
        }

        // Looking takes a while and changes nothing: until it is known what is to be written, other commands need not wait.
        var report = Verifier.Verify(context, PlanSubject.Card, ofBoot: true);
        ImmutableArray<string> failed = [.. report.Checks.Where(check => check.Status != VerifyStatus.Ok).Select(check => $"{check.Claim} ({check.Evidence})")];
        var record = new TrialRecord(1, context.Clock.GetUtcNow(), context.BootId, failed.IsEmpty, failed);
        using var held = ChangeLock.Take(context.Roots);
        if (TransactionJournal.Newest(context.Roots, PlanSubject.Card) is not { State: TransactionState.Committed } still || !string.Equals(still.Id, transaction.Id, StringComparison.Ordinal))
        {
            throw new BusyException("another passthrough command changed this host meanwhile", transaction.Folder, "passthrough status shows how it stands");
        }

        transaction.RecordTrial(record);
        if (failed.IsEmpty)
        {
            Keep(context, transaction);
        }

        return new ConfirmResult(failed.IsEmpty ? TrialState.Confirmed : TrialState.Running, WasConfirmedBefore: false, record);
    }

    /// <summary>Lets the next start, and only that, try the new configuration once more.</summary>
    /// <param name="context">The machine.</param>
    /// <returns>How far the trial is then; null when the transaction has none.</returns>
    /// <exception cref="NeedsRootException">Not root.</exception>
    /// <exception cref="BusyException">Another command is changing this host.</exception>
    /// <exception cref="UnfinishedTransactionException">A transaction was cut off.</exception>
    /// <exception cref="NotFoundException">Nothing is applied.</exception>
    /// <exception cref="ToolFailedException">The boot loader's tool failed.</exception>
    public static ConfirmResult TryAgain(ChangeContext context)
    {
        Rights.RequireRoot(context.Roots, "confirm --try-again");
        using var held = ChangeLock.Take(context.Roots);
        Unfinished.Require(context.Roots);
        var transaction = TransactionJournal.Applied(context.Roots, "confirm", PlanSubject.Card);
        var plan = transaction.Plan!;
        var state = TrialReader.Read(context.Roots, plan);
        if (state is not (TrialState.FellBack or TrialState.Running))
        {
            return new ConfirmResult(state, WasConfirmedBefore: state == TrialState.Confirmed, transaction.Trial);
        }

        Allow(context, transaction);
        return new ConfirmResult(TrialState.Waiting, WasConfirmedBefore: false, transaction.Trial);
    }

    /// <summary>The boot loader's own rules decide again what starts. The way back is the transaction's own.</summary>
    private static void Keep(ChangeContext context, Transaction transaction)
    {
        if (transaction.Plan!.TrialBoot is BootEnvironmentChange grub)
        {
            Remember(context, transaction, grub, TrialVariables.Good);
            return;
        }

        var reverser = new EffectReverser(context, transaction);
        var firmware = transaction.Plan.Changes.OfType<FirmwareEntryChange>().FirstOrDefault();
        foreach (var effect in transaction.Effects.Where(effect => effect.Origin == EffectOrigin.BootVariable && (firmware is null || !FirmwareOrder.IsOn(firmware, effect))))
        {
            reverser.RestoreVariable(effect);
        }

        transaction.RemoveScratch();
    }

    private static void Allow(ChangeContext context, Transaction transaction)
    {
        switch (transaction.Plan!.TrialBoot)
        {
            case BootEnvironmentChange grub:
                Remember(context, transaction, grub, TrialVariables.Trial);
                break;
            case BootVariableChange { IsFirmware: true } once:
                FirmwareVariableFile.Write(context.Roots.Locate(once.Path), FirmwareVariables.FileOf([NumberOfTrial(context, transaction.Plan, once)]));
                break;
            case BootVariableChange once:
                transaction.EnsureScratch();
                BootArtifacts.Of(context, transaction).SetBootVariable(once.Name, once.Value);
                transaction.RemoveScratch();
                break;
        }
    }

    private static ushort NumberOfTrial(ChangeContext context, Plan plan, BootVariableChange once)
    {
        var entry = plan.Changes.OfType<FirmwareEntryChange>().First();
        return FirmwareMenu.Read(new MachineReader(context.Roots)) is { } menu && entry.TrialIn(menu, FirmwareVariables.Parse(once.Value)[0]) is { } found
            ? found.Number
            : throw new ToolFailedException($"the firmware has no entry any more that starts {entry.InPlaceOf}", once.Path, "give it one (efibootmgr -c -d DISK -p PARTITION -l FILE -L NAME), then try again");
    }

    private static void Remember(ChangeContext context, Transaction transaction, BootEnvironmentChange trial, string variable)
    {
        var variables = ImmutableSortedDictionary<string, string>.Empty.Add(variable, TrialVariables.Set);
        Regeneration.Replace(context, transaction, trial.Path, artifacts => artifacts.EditBootEnvironment(trial.Path, variables, trial.Removed));
        transaction.RemoveScratch();
    }
}
