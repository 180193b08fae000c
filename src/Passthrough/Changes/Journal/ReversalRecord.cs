using System.Text.Json.Serialization;

namespace Passthrough.Changes.Journal;

/// <summary>The content of <c>NNNN.reversed</c>.</summary>
/// <param name="SchemaVersion">The version of the document.</param>
/// <param name="Path">The machine's own path; of a tool's effect, what the tool changed.</param>
/// <param name="How">How it was taken back.</param>
public sealed record ReversalRecord(int SchemaVersion, string Path, Reversal How)
{
    /// <summary>What a person runs on the machine itself, because a tool could not be run for it; null where nothing is left to do.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Command { get; init; }
}
