using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Passthrough.Changes.Files;
using Passthrough.Native.Libc;
using Passthrough.Planning;

namespace Passthrough.Changes.Journal;

/// <summary>
/// One transaction's folder in the journal (<c>docs/formats/journal.md</c>). It keeps nothing in memory: every question is answered from the files that exist, so a
/// killed process and the next one see the same.
/// </summary>
public sealed class Transaction
{
    private const string CommittedMarker = "committed";
    private const string UndoStartedMarker = "undo-started";
    private const string UndoneMarker = "undone";
    private const string RolledBackMarker = "rolled-back";
    private const string PlanFile = "plan.json";
    private const string TrialFile = "trial.json";
    private const int FolderMode = 0b111_000_000;

    internal Transaction(string folder)
    {
        Folder = folder;
        Id = Path.GetFileName(folder);
    }

    /// <summary>The transaction's name: UTC time, then four random hexadecimal digits. Sorts by time.</summary>
    public string Id { get; }

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    /// <summary>Scratch space of the tools that run for this transaction; removed with everything in it when the transaction ends.</summary>
    public string Scratch => Path.Combine(Folder, "scratch");

    /// <summary>How far it got.</summary>
    public TransactionState State =>
        Has(UndoneMarker) ? TransactionState.Undone
        : Has(RolledBackMarker) ? TransactionState.RolledBack
        : Has(UndoStartedMarker) ? TransactionState.Undoing
        : Has(CommittedMarker) ? TransactionState.Committed
        : TransactionState.Applying;

    /// <summary>True when it was cut off and needs <c>recover</c>.</summary>
    public bool IsUnfinished => State is TransactionState.Applying or TransactionState.Undoing;

    /// <summary>The plan; null when the transaction was cut off before it was on disk, so before any effect.</summary>
    /// <exception cref="Failures.InvalidInputException">The document is damaged.</exception>
    public Plan? Plan => ReadText(PlanFile) is { } text ? PlanJson.Read(text, Path.Combine(Folder, PlanFile)) : null;

    /// <summary>When and in which boot it was committed; null when it was not.</summary>
    public Commit? Committed => ReadMarker(CommittedMarker);

    /// <summary>When and in which boot it was undone; null when it was not.</summary>
    public Commit? Undone => ReadMarker(UndoneMarker);

    /// <summary>What was seen of the trial boot; null when none was looked at.</summary>
    public TrialRecord? Trial => ReadText(TrialFile) is { } text ? JsonSerializer.Deserialize(text, JournalJsonContext.Default.TrialRecord) : null;

    /// <summary>The effects that were begun, in order; whether one happened is seen from its target.</summary>
    public ImmutableArray<Effect> Effects =>
    [
        .. Names().Where(name => name.EndsWith(".begin.json", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => JsonSerializer.Deserialize(ReadText(name)!, JournalJsonContext.Default.Effect)!),
    ];

    /// <summary>How an effect was taken back; null when it was not yet.</summary>
    public Reversal? ReversalOf(Effect effect) =>
        ReadText(NameOf(effect.Number, "reversed")) is { } text ? JsonSerializer.Deserialize(text, JournalJsonContext.Default.ReversalRecord)?.How : null;

    /// <summary>Where the bytes before an effect are; null when there were none or they were deleted after an undo.</summary>
    internal string? BlobOf(Effect effect) => effect.Blob is { } blob && Has(blob) ? Path.Combine(Folder, blob) : null;

    internal static string NameOf(int number, string kind) => $"{number:0000}.{kind}";

    internal static Transaction Create(string journal, string id, Plan plan)
    {
        var folder = Path.Combine(journal, id);
        DurableFile.CreateDirectory(folder, FolderMode);
        var transaction = new Transaction(folder);
        DurableFile.CreateDirectory(transaction.Scratch, FolderMode);
        DurableFile.Write(Path.Combine(folder, PlanFile), Encoding.UTF8.GetBytes(PlanJson.Write(plan)));
        return transaction;
    }

    internal string SaveBlob(int number, string source)
    {
        var name = NameOf(number, "before");
        DurableFile.Copy(source, Path.Combine(Folder, name));
        return name;
    }

    internal void Begin(Effect effect) =>
        DurableFile.Write(Path.Combine(Folder, NameOf(effect.Number, "begin.json")), JsonSerializer.SerializeToUtf8Bytes(effect, JournalJsonContext.Default.Effect));

    internal void Done(Effect effect) => DurableFile.Write(Path.Combine(Folder, NameOf(effect.Number, "done")), []);

    internal void Reversed(Effect effect, Reversal how) =>
        DurableFile.Write(
            Path.Combine(Folder, NameOf(effect.Number, "reversed")),
            JsonSerializer.SerializeToUtf8Bytes(RecordOf(effect, how), JournalJsonContext.Default.ReversalRecord));

    /// <summary>What a tool's effect is about; null for every other effect.</summary>
    internal ToolChange? ToolOf(Effect effect) =>
        effect.IsOnFile ? null : Plan?.Changes.OfType<ToolChange>().FirstOrDefault(tool => string.Equals(tool.Id, effect.ChangeId, StringComparison.Ordinal));

    /// <summary>How an effect was taken back, for people and for the journal.</summary>
    internal ReversalRecord RecordOf(Effect effect, Reversal how) =>
        new(1, effect.Path, how) { Command = how is (Reversal.Skipped or Reversal.StillNeeded) && ToolOf(effect) is { } tool ? string.Join(' ', tool.TakeBack.Prepend("sudo")) : null };

    internal void RecordTrial(TrialRecord trial) => DurableFile.Write(Path.Combine(Folder, TrialFile), JsonSerializer.SerializeToUtf8Bytes(trial, JournalJsonContext.Default.TrialRecord));

    internal void MarkCommitted(Commit commit) => Mark(CommittedMarker, commit);

    internal void MarkUndoStarted(Commit commit) => Mark(UndoStartedMarker, commit);

    internal void MarkUndone(Commit commit) => Mark(UndoneMarker, commit);

    internal void MarkRolledBack(Commit commit) => Mark(RolledBackMarker, commit);

    /// <summary>Takes disk space that is given back when the transaction is taken back: also on a disk that fills up meanwhile, that can then be done.</summary>
    /// <exception cref="IOException">There is not that much space.</exception>
    internal void HoldReserve(long bytes)
    {
        using var file = new FileStream(ReservePath, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, PreallocationSize = bytes });
    }

    /// <summary>Gives back the reserve and what tools left in the scratch folder.</summary>
    internal void FreeSpace()
    {
        DurableFile.Remove(ReservePath);
        if (Directory.Exists(Scratch))
        {
            foreach (var entry in new DirectoryInfo(Scratch).EnumerateFileSystemInfos())
            {
                Delete(entry);
            }
        }
    }

    /// <summary>Makes the scratch folder where it is gone already.</summary>
    internal void EnsureScratch()
    {
        if (!Directory.Exists(Scratch))
        {
            DurableFile.CreateDirectory(Scratch, FolderMode);
        }
    }

    internal void RemoveScratch()
    {
        if (Directory.Exists(Scratch))
        {
            Directory.Delete(Scratch, recursive: true);
            FolderSync.Run(Folder);
        }
    }

    /// <summary>Deletes the saved bytes once they are back in place; the record stays.</summary>
    internal void RemoveBlobs()
    {
        foreach (var name in Names().Where(name => name.EndsWith(".before", StringComparison.Ordinal)))
        {
            DurableFile.Remove(Path.Combine(Folder, name));
        }
    }

    private string ReservePath => Path.Combine(Folder, "reserve");

    private static void Delete(FileSystemInfo entry)
    {
        if (entry is DirectoryInfo { LinkTarget: null } folder)
        {
            folder.Delete(recursive: true);
            return;
        }

        entry.Delete();
    }

    private void Mark(string marker, Commit commit) =>
        DurableFile.Write(Path.Combine(Folder, marker), JsonSerializer.SerializeToUtf8Bytes(commit, JournalJsonContext.Default.Commit));

    private Commit? ReadMarker(string marker) =>
        ReadText(marker) is { Length: > 0 } text ? JsonSerializer.Deserialize(text, JournalJsonContext.Default.Commit) : null;

    private bool Has(string name) => File.Exists(Path.Combine(Folder, name));

    private IEnumerable<string> Names() => Directory.EnumerateFiles(Folder).Select(path => Path.GetFileName(path)!);

    private string? ReadText(string name)
    {
        var path = Path.Combine(Folder, name);
        return File.Exists(path) ? Encoding.UTF8.GetString(File.ReadAllBytes(path)) : null;
    }
}
