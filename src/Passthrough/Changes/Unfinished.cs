using Passthrough.Changes.Journal;
using Passthrough.Failures;
using Passthrough.Host;

namespace Passthrough.Changes;

/// <summary>Forbids new work on top of a transaction that was cut off.</summary>
internal static class Unfinished
{
    /// <summary>Passes when no transaction was cut off.</summary>
    /// <exception cref="UnfinishedTransactionException">One was.</exception>
    public static void Require(HostRoots roots)
    {
        if (TransactionJournal.List(roots).FirstOrDefault(transaction => transaction.IsUnfinished) is { } unfinished)
        {
            var what = unfinished.State == TransactionState.Undoing ? "undoing" : "applying";
            throw new UnfinishedTransactionException($"{what} transaction {unfinished.Id} was cut off", unfinished.Folder, "sudo passthrough recover");
        }
    }
}
