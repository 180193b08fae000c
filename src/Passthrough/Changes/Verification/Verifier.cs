using System.Collections.Immutable;
using Passthrough.Changes.Files;
using Passthrough.Changes.Journal;
using Passthrough.Host;
using Passthrough.Host.Firmware;
using Passthrough.Host.Network;
using Passthrough.Host.Reading;
using Passthrough.Planning;

namespace Passthrough.Changes.Verification;

/// <summary>Compares the machine with what the newest transaction promised: its files, and its postconditions.</summary>
public static class Verifier
{
    /// <summary>Reads the machine and judges it.</summary>
    /// <param name="context">The machine.</param>
    /// <param name="subject">Judges what is of this subject; null for the newest transaction and what else is applied.</param>
    /// <exception cref="Failures.NeedsRootException">The journal is readable by root only.</exception>
    /// <exception cref="Failures.UnfinishedTransactionException">A transaction was cut off.</exception>
    public static VerifyReport Verify(ChangeContext context, PlanSubject? subject = null) => Verify(context, subject, ofBoot: false);

    /// <summary>The same, or only what tells whether a start of the machine is good: no guest's surroundings, which other services may still be making.</summary>
    /// <param name="context">The machine.</param>
    /// <param name="subject">See <see cref="Verify(ChangeContext, PlanSubject?)"/>.</param>
    /// <param name="ofBoot">True for that alone.</param>
    internal static VerifyReport Verify(ChangeContext context, PlanSubject? subject, bool ofBoot)
    {
        Unfinished.Require(context.Roots);
        if (TransactionJournal.Newest(context.Roots, subject) is not { Plan: not null } newest)
        {
            return new VerifyReport(1, null, null, VerifyOutcome.NothingApplied, []);
        }

        ImmutableArray<Transaction> judged = [newest, .. TransactionJournal.AllApplied(context.Roots).Where(other => subject is null && !string.Equals(other.Id, newest.Id, StringComparison.Ordinal))];
        ImmutableArray<Postcondition> postconditions = [.. judged.SelectMany(transaction => Postconditions(transaction, ofBoot))];
        context.Settle(postconditions);
        var facts = context.WithJudged(context.ReadHost(), postconditions) with { Network = NetworkReader.Read(new MachineReader(context.Roots)) };
        ImmutableArray<VerifyCheck> checks = [.. judged.SelectMany(transaction => Checks(context, facts, transaction, transaction.Plan!, ofBoot))];
        var outcome = checks.Any(check => check.Status == VerifyStatus.Failed) ? VerifyOutcome.NotVerified
            : checks.Any(check => check.Status == VerifyStatus.Pending) ? VerifyOutcome.RebootNeeded
            : VerifyOutcome.Verified;
        return new VerifyReport(1, newest.Id, newest.State, outcome, checks);
    }

    private static IEnumerable<VerifyCheck> Checks(ChangeContext context, HostFacts facts, Transaction transaction, Plan plan, bool ofBoot)
    {
        var isUndone = transaction.State == TransactionState.Undone;
        var sameBoot = plan.NeedsReboot && (isUndone ? transaction.Undone : transaction.Committed)?.BootId is { } boot && string.Equals(boot, context.BootId, StringComparison.Ordinal);
        return
        [
            .. Ends([.. transaction.Effects.Where(effect => effect.IsOnFile)], isUndone).Select(effect => isUndone ? CheckUndone(context.Roots, transaction, effect) : CheckApplied(context.Roots, effect)),
            .. isUndone || transaction.Trial is { Failed.IsEmpty: true } ? [] : FirmwareChecks(context.Roots, plan),
            .. Postconditions(transaction, ofBoot).Select(postcondition => Check(facts, postcondition, sameBoot)),
        ];
    }

    /// <summary>Firmware may drop entries and order them as it likes: until the trial was found good, what starts the machine as before must be there and come first.</summary>
    private static IEnumerable<VerifyCheck> FirmwareChecks(HostRoots roots, Plan plan)
    {
        if (plan.Changes.OfType<FirmwareEntryChange>().FirstOrDefault() is not { } entry)
        {
            yield break;
        }

        var menu = FirmwareMenu.Read(new MachineReader(roots));
        var evidence = menu is null ? "the firmware's variables cannot be seen"
            : entry.NumbersIn(menu).IsEmpty ? "the firmware has dropped this entry: only the new configuration starts (efibootmgr -v)"
            : !entry.IsWholeIn(menu) ? "the firmware has changed the kernel line of this entry: it may not start (efibootmgr -u shows it)"
            : entry.IsFirstIn(menu) ? $"{FirmwareVariables.OrderName}: {FirmwareVariables.Text(menu.Order)}"
            : $"the firmware, or somebody, has put {menu.First?.ToString() ?? "nothing on a disk"} first: {FirmwareVariables.OrderName} {FirmwareVariables.Text(menu.Order)}";
        yield return new VerifyCheck($"the firmware starts '{entry.Description}' until the new configuration is found good", menu is not null && entry.IsWholeIn(menu) && entry.IsFirstIn(menu) ? VerifyStatus.Ok : VerifyStatus.Failed, evidence);
    }

    private static IEnumerable<Postcondition> Postconditions(Transaction transaction, bool ofBoot) =>
        (transaction.State == TransactionState.Undone ? transaction.Plan!.UndonePostconditions : transaction.Plan!.Postconditions).Where(postcondition => !ofBoot || postcondition.ConcernsBoot());

    /// <summary>Of several effects on one file the last left it as it must be, and the first found it as it must be again.</summary>
    private static IEnumerable<Effect> Ends(ImmutableArray<Effect> effects, bool isUndone) =>
        effects.Where(effect => ReferenceEquals(effect, (isUndone ? effects : effects.Reverse()).First(other => string.Equals(other.Path, effect.Path, StringComparison.Ordinal))));

    private static VerifyCheck Check(HostFacts facts, Postcondition postcondition, bool sameBoot)
    {
        var judgement = PostconditionJudge.Judge(facts, postcondition);
        var awaitsReboot = sameBoot && postcondition.AwaitsReboot();
        return new VerifyCheck(judgement.Claim, judgement.Holds ? VerifyStatus.Ok : awaitsReboot ? VerifyStatus.Pending : VerifyStatus.Failed, judgement.Evidence);
    }

    private static VerifyCheck CheckApplied(HostRoots roots, Effect effect)
    {
        var now = FileStates.Read(roots.Locate(effect.Path));
        var claim = $"{effect.Path} is as it was written";
        if (effect.After.IsDirectory)
        {
            return new VerifyCheck($"{effect.Path} is a folder", now.IsDirectory ? VerifyStatus.Ok : VerifyStatus.Failed, now.ToString());
        }

        if (effect.IsGenerated && (now.Exists || effect.Origin == EffectOrigin.BootVariable) && !now.HasContentOf(effect.After))
        {
            return new VerifyCheck(claim, VerifyStatus.Ok, effect.Origin is EffectOrigin.BootEnvironment or EffectOrigin.BootVariable
                ? "changed since, as the boot loader does at a start"
                : "generated anew since by the distribution's own tools; the postconditions tell whether it is good");
        }

        return new VerifyCheck(claim, now.IsSameAs(effect.After) ? VerifyStatus.Ok : VerifyStatus.Failed, now.ToString());
    }

    private static VerifyCheck CheckUndone(HostRoots roots, Transaction transaction, Effect effect)
    {
        var now = FileStates.Read(roots.Locate(effect.Path));
        var claim = effect.Before.Exists ? $"{effect.Path} is as before" : $"{effect.Path} is gone";
        var exempt = transaction.ReversalOf(effect) switch
        {
            Reversal.Regenerated => "generated anew from the restored sources",
            Reversal.TakenOut => "changed by others since; this program's part is taken out",
            Reversal.Skipped when effect.Origin == EffectOrigin.BootVariable => "cannot be told to the firmware from here; the boot loader passes over it",
            Reversal.Skipped => "belongs to a kernel that is no longer installed",
            Reversal.KeptFolder => "kept: others put files into this folder",
            Reversal.LeftChanged => "left as someone else changed it, as asked",
            _ when effect.Origin == EffectOrigin.BootVariable && now.Exists && !now.HasContentOf(effect.Before) && !now.HasContentOf(effect.After) => "told by others since",
            _ when effect.IsGenerated && now.Exists && effect.Before.Exists && !now.HasContentOf(effect.Before) => "generated anew since by the distribution's own tools",
            _ => null,
        };
        return exempt is not null
            ? new VerifyCheck(claim, VerifyStatus.Ok, exempt)
            : new VerifyCheck(claim, now.IsSameAs(effect.Before) ? VerifyStatus.Ok : VerifyStatus.Failed, now.ToString());
    }
}
