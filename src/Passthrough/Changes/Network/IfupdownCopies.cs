using Passthrough.Changes.Journal;
using Passthrough.Host.Network;
using Passthrough.Planning;

namespace Passthrough.Changes.Network;

/// <summary>
/// Copies of the file of ifupdown that a transaction edits, in the transaction's scratch space: ifdown(8) ends an interface by what the file says of it, and must be given what it said when the interface was begun.
/// </summary>
internal static class IfupdownCopies
{
    /// <summary>What the file said before the transaction.</summary>
    /// <param name="scratch">The transaction's scratch space.</param>
    public static string Before(string scratch) => Path.Combine(scratch, "interfaces.before");

    /// <summary>What it says with the bridge.</summary>
    /// <param name="scratch">The transaction's scratch space.</param>
    public static string After(string scratch) => Path.Combine(scratch, "interfaces.after");

    /// <summary>Writes both; nothing where the transaction edits no file of ifupdown.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <exception cref="IOException">They cannot be written.</exception>
    public static void LayOut(Transaction transaction)
    {
        if (transaction.Plan is not { Bridge.Definition: { } path } plan
            || plan.Changes.OfType<FileChange>().FirstOrDefault(change => string.Equals(change.Path, path, StringComparison.Ordinal)) is not { } edit)
        {
            return;
        }

        transaction.EnsureScratch();
        File.WriteAllText(Before(transaction.Scratch), IfupdownFile.WithoutSources(edit.Before ?? ""));
        File.WriteAllText(After(transaction.Scratch), IfupdownFile.WithoutSources(edit.After));
    }
}
