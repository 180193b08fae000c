using System.Collections.Immutable;
using System.Security.Cryptography;
using Passthrough.Changes.Files;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Planning;

namespace Passthrough.Changes.Journal;

/// <summary>All transactions of a machine, in <c>/var/lib/passthrough/journal</c>.</summary>
public static class TransactionJournal
{
    private const int FolderMode = 0b111_000_000;
    private const int ParentMode = 0b111_101_101;

    /// <summary>The journal's folder.</summary>
    public static string FolderOf(HostRoots roots) => roots.Var("lib/passthrough/journal");

    /// <summary>All transactions, oldest first; empty when there is no journal.</summary>
    /// <param name="roots">The machine.</param>
    /// <exception cref="NeedsRootException">The journal is there and only root may read it.</exception>
    public static ImmutableArray<Transaction> List(HostRoots roots)
    {
        var folder = FolderOf(roots);
        try
        {
            return Directory.Exists(folder)
                ? [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Select(path => new Transaction(path))]
                : [];
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new NeedsRootException("the journal is readable by root only", roots.NameOf(folder), "run the same command with sudo", inner: exception);
        }
    }

    /// <summary>The newest transaction that changed something or still may: one that was rolled back does not count. Null when there is none.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="subject">The newest of this subject; null for the newest of all.</param>
    public static Transaction? Newest(HostRoots roots, PlanSubject? subject = null) =>
        List(roots).LastOrDefault(transaction => transaction.State != TransactionState.RolledBack && IsOf(transaction, subject));

    /// <summary>The applied transactions, oldest first: one of a subject at most.</summary>
    /// <param name="roots">The machine.</param>
    public static ImmutableArray<Transaction> AllApplied(HostRoots roots) => [.. List(roots).Where(transaction => transaction.State == TransactionState.Committed)];

    /// <summary>The applied transaction, of several the newest.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="verb">What was to be done with it, for the message.</param>
    /// <param name="subject">The one of this subject; null for any.</param>
    /// <exception cref="NotFoundException">Nothing is applied.</exception>
    internal static Transaction Applied(HostRoots roots, string verb, PlanSubject? subject) => AllApplied(roots).LastOrDefault(transaction => IsOf(transaction, subject)) is { } committed
        ? committed
        : throw new NotFoundException($"there is nothing to {verb}: no transaction is applied", roots.NameOf(FolderOf(roots)), "passthrough status shows what was done");

    // A transaction without a plan was cut off before any effect.
    private static bool IsOf(Transaction transaction, PlanSubject? subject) => subject is null || transaction.Plan?.Subject == subject;

    internal static Transaction Create(HostRoots roots, Plan plan, TimeProvider clock)
    {
        var folder = FolderOf(roots);
        CreateFolder(folder, FolderMode);
        var id = $"{clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(2))}";
        return Transaction.Create(folder, id, plan);
    }

    /// <summary>Each level is synced into the one above: a power cut must not lose the journal and keep the effects. The parents are for all to enter, so that
    /// "only root may read the journal" can be told from "there is none".</summary>
    private static void CreateFolder(string folder, int mode)
    {
        if (!Directory.Exists(folder))
        {
            CreateFolder(Path.GetDirectoryName(folder)!, ParentMode);
            DurableFile.CreateDirectory(folder, mode);
        }
    }
}
