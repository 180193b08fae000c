using Passthrough.Changes.Files;

namespace Passthrough.Changes.Journal;

/// <summary>One effect on the host, recorded before it happens (<c>NNNN.begin.json</c>, see <c>docs/formats/journal.md</c>): a file replaced or created, a folder created, or the boot loader's partitions written by their tool.</summary>
/// <param name="SchemaVersion">The version of the document.</param>
/// <param name="Number">The order within the transaction, from 1.</param>
/// <param name="ChangeId">The plan's change that it belongs to.</param>
/// <param name="Origin">Where the content came from.</param>
/// <param name="Path">The machine's own path, all links resolved.</param>
/// <param name="Before">What was there.</param>
/// <param name="After">What will be there.</param>
/// <param name="Staging">The machine's own path of the file that is renamed into place; null for a folder.</param>
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
    /// <summary>True when the file is built by a tool, so that it can be built again.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsGenerated => Origin != EffectOrigin.Plan;
}
