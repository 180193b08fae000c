using System.Collections.Immutable;
using Passthrough.Changes.Files;
using Passthrough.Changes.Journal;
using Passthrough.Changes.Network;
using Passthrough.Failures;
using Passthrough.Planning;

namespace Passthrough.Changes;

/// <summary>Takes the newest applied transaction back: the same bytes, mode, owner and label as before.</summary>
public static class Undoer
{
    /// <summary>Undoes the newest transaction that is applied.</summary>
    /// <param name="context">The machine.</param>
    /// <param name="subject">The newest of this subject; null for the newest of all.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="NeedsRootException">Not root.</exception>
    /// <exception cref="BusyException">Another command is changing this host, or installs packages.</exception>
    /// <exception cref="UnfinishedTransactionException">An earlier transaction was cut off.</exception>
    /// <exception cref="NotFoundException">Nothing is applied.</exception>
    /// <exception cref="ConflictException">Someone changed a file since; nothing was touched.</exception>
    /// <exception cref="RollbackIncompleteException">It stopped half-way; <c>recover</c> finishes it.</exception>
    public static UndoResult Undo(ChangeContext context, PlanSubject? subject = null)
    {
        Rights.RequireRoot(context.Roots, "undo");
        using var held = ChangeLock.Take(context.Roots);
        Unfinished.Require(context.Roots);
        var transaction = TransactionJournal.Applied(context.Roots, "undo", subject);
        var conflicts = transaction.Effects.Where(effect => !effect.IsGenerated && !IsAsLeft(context, effect)).ToImmutableArray();
        if (!conflicts.IsEmpty)
        {
            throw Conflicts.Of(context.Roots, transaction, conflicts, "undo", "bring each file back to its version 'after' (or 'before'), run undo again, then make your own edit anew");
        }

        context.AwaitPackages(transaction.Plan);
        BridgeSwitch.Arm(context, transaction);
        transaction.MarkUndoStarted(context.Now);
        try
        {
            // From here on the way leads forward only: a cut-off undo is finished by recover, never turned round.
            var reversals = Finish(context with { Cancellation = CancellationToken.None }, transaction, leavesChanged: false);
            BridgeSwitch.Disarm(context, transaction);
            return new UndoResult(transaction.Id, transaction.Plan?.NeedsReboot is not false, [.. reversals.Select(pair => transaction.RecordOf(pair.Effect, pair.How))]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ToolFailedException)
        {
            throw new RollbackIncompleteException($"undoing transaction {transaction.Id} stopped half-way: {exception.Message}", transaction.Folder, "remove the cause, then run: sudo passthrough recover", ErrnoOf.Exception(exception), exception);
        }
    }

    /// <summary>Restores all that is not restored yet, builds anew what changed since, and closes the transaction.</summary>
    internal static ImmutableArray<(Effect Effect, Reversal How)> Finish(ChangeContext context, Transaction transaction, bool leavesChanged)
    {
        var reverser = new EffectReverser(context, transaction, leavesChanged);
        ImmutableArray<Effect> open = [.. transaction.Effects.Where(effect => transaction.ReversalOf(effect) is null)];
        var changed = reverser.ChangedByOthers(open);
        var conflicts = changed.Where(effect => !effect.IsGenerated).ToImmutableArray();
        if (!conflicts.IsEmpty && !leavesChanged)
        {
            throw Conflicts.Of(context.Roots, transaction, conflicts, "recover", "passthrough recover --leave-changed leaves these files as they are now and takes back the rest; the machine boots either way, for every file is whole");
        }

        foreach (var effect in open.Reverse())
        {
            reverser.RemoveStaging(effect);
            if (!changed.Contains(effect))
            {
                reverser.Restore(effect);
            }
            else if (!effect.IsGenerated)
            {
                reverser.Record(effect, Reversal.LeftChanged);
            }
        }

        Regeneration.Run(context, transaction, [.. changed.Where(effect => effect.IsGenerated)], reverser);
        BridgeSwitch.GiveBack(context, transaction);
        transaction.RemoveScratch();
        transaction.MarkUndone(context.Now);
        transaction.RemoveBlobs();
        return [.. transaction.Effects.Reverse().Select(effect => (effect, transaction.ReversalOf(effect)!.Value))];
    }

    private static bool IsAsLeft(ChangeContext context, Effect effect)
    {
        var now = FileStates.Read(context.Roots.Locate(effect.Path));

        // Others may have put files into a folder that was created, and may have changed nothing else of it.
        return effect.After.IsDirectory ? now.IsDirectory : now.IsSameAs(effect.After);
    }
}
