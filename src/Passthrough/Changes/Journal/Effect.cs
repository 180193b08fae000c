using Passthrough.Changes.Files;
using Passthrough.Planning;

namespace Passthrough.Changes.Journal;

/// <summary>One effect on the host, recorded before it happens (<c>NNNN.begin.json</c>, see <c>docs/formats/journal.md</c>): a file replaced or created, a folder created, or a tool run.</summary>
/// <param name="SchemaVersion">The version of the document.</param>
/// <param name="Number">The order within the transaction, from 1.</param>
/// <param name="ChangeId">The plan's change that it belongs to.</param>
/// <param name="Origin">Where the content came from.</param>
/// <param name="Path">The machine's own path, all links resolved; of a tool's effect, what it changes in words (<see cref="ToolChange.Subject"/>).</param>
/// <param name="Before">What was there; absent for a tool's effect.</param>
/// <param name="After">What will be there; absent for a tool's effect.</param>
/// <param name="Staging">The machine's own path of the file that is renamed into place; null for what is not written so.</param>
/// <param name="Blob">The journal's file with the bytes before; null when there were none.</param>
/// <param name="KernelVersion">The kernel whose initramfs it is; null for everything else.</param>
public sealed record Effect(
    int SchemaVersion,
    int Number,
    string ChangeId,
    EffectOrigin Origin,
    string Path,
    FileState Before,
    FileState After,
    string? Staging,
    string? Blob,
    string? KernelVersion)
{
    /// <summary>True when a tool makes the effect, so that others may have made it anew since.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsGenerated => Origin != EffectOrigin.Plan;

    /// <summary>True when it is on a file or folder (or a variable that shows as one), whose state tells whether it happened.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsOnFile => Origin is not (EffectOrigin.Tool or EffectOrigin.BootPartitions);

    /// <summary>The effect of a tool.</summary>
    /// <param name="number">The order within the transaction, from 1.</param>
    /// <param name="change">What the tool does.</param>
    public static Effect Of(int number, ToolChange change) => new(1, number, change.Id, EffectOrigin.Tool, change.Subject, FileState.Absent, FileState.Absent, null, null, null);

    /// <summary>The effect of the tool that writes the boot loader's partitions.</summary>
    /// <param name="number">The order within the transaction, from 1.</param>
    /// <param name="change">What it writes.</param>
    public static Effect Of(int number, BootPartitionsChange change) => new(1, number, change.Id, EffectOrigin.BootPartitions, change.Subject, FileState.Absent, FileState.Absent, null, null, null);
}
