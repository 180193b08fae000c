using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Passthrough.Host;
using Passthrough.Planning.KernelLine;

namespace Passthrough.Planning;

/// <summary>
/// Edits the kernel line of one boot entry (a file below <c>loader/entries</c>), or of a configuration that a tool writes entries from and keeps itself. The system's own tools may write the file anew at any time: undo then
/// takes the words out of what they wrote.
/// </summary>
/// <param name="Id">See <see cref="Change"/>.</param>
/// <param name="Title">See <see cref="Change"/>.</param>
/// <param name="Reason">See <see cref="Change"/>.</param>
/// <param name="Path">The machine's own path.</param>
/// <param name="Before">The text that was read.</param>
/// <param name="After">The text to be written.</param>
/// <param name="Added">The words that are added.</param>
/// <param name="Replaced">The words that are replaced, with what stands in their place (null: nothing).</param>
/// <param name="Diff">Unified diff from before to after.</param>
public sealed record KernelLineChange(
    string Id,
    string Title,
    string Reason,
    string Path,
    string Before,
    string After,
    ImmutableArray<string> Added,
    ImmutableDictionary<string, string?> Replaced,
    string Diff)
    : Change(Id, Title, Reason)
{
    /// <summary>How the line stands in the file; absent for a boot entry.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [JsonConverter(typeof(CamelCaseEnumConverter<KernelLineForm>))]
    public KernelLineForm Form { get; init; }
}
