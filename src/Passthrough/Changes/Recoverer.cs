using System.Collections.Immutable;
using Passthrough.Changes.Journal;
using Passthrough.Failures;

namespace Passthrough.Changes;

/// <summary>Brings a host out of a transaction that was cut off: an apply goes back to the state before, an undo is finished.</summary>
public static class Recoverer
{
    /// <summary>Recovers every transaction that was cut off; with none there is nothing to do.</summary>
    /// <param name="context">The machine.</param>
    /// <param name="leavesChanged">True to leave files that someone else changed meanwhile as they are.</param>
    /// <returns>What was done, one result a transaction.</returns>
    /// <exception cref="NeedsRootException">Not root.</exception>
    /// <exception cref="BusyException">Another command is changing this host, or installs packages.</exception>
    /// <exception cref="ConflictException">Someone else changed a file meanwhile; nothing was touched.</exception>
    /// <exception cref="RollbackIncompleteException">The kernel refused.</exception>
    public static ImmutableArray<RecoverResult> Recover(ChangeContext context, bool leavesChanged)
    {
        Rights.RequireRoot(context.Roots, "recover");
        using var held = ChangeLock.Take(context.Roots);
        var results = ImmutableArray.CreateBuilder<RecoverResult>();
        foreach (var transaction in TransactionJournal.List(context.Roots).Reverse())
        {
            // A package manager that outlived the run comes to its end by itself: ended half-way it would leave packages installed in part.
            context.AwaitPackages(transaction.IsUnfinished ? transaction.Plan : null);
            LeftoverTools.End(context.Roots, transaction.Id);
            if (transaction.IsUnfinished)
            {
                results.Add(RecoverOne(context, transaction, leavesChanged));
            }
            else
            {
                // A run that was cut off after its last marker may have left these.
                Tidy(transaction);
            }
        }

        return results.ToImmutable();
    }

    private static RecoverResult RecoverOne(ChangeContext context, Transaction transaction, bool leavesChanged)
    {
        var state = transaction.State;
        try
        {
            var reversals = state == TransactionState.Undoing
                ? Undoer.Finish(context, transaction, leavesChanged)
                : RollBack.Run(context, transaction, leavesChanged);
            return new RecoverResult(transaction.Id, WasUndo: state == TransactionState.Undoing, [.. reversals.Select(pair => transaction.RecordOf(pair.Effect, pair.How))]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ToolFailedException)
        {
            throw new RollbackIncompleteException($"transaction {transaction.Id} could not be taken back: {exception.Message}", transaction.Folder, "remove the cause, then run: sudo passthrough recover", ErrnoOf.Exception(exception), exception);
        }
    }

    private static void Tidy(Transaction transaction)
    {
        transaction.FreeSpace();
        transaction.RemoveScratch();
        if (transaction.State is TransactionState.Undone or TransactionState.RolledBack)
        {
            transaction.RemoveBlobs();
        }
    }
}
