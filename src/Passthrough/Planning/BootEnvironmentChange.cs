using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Passthrough.Planning;

/// <summary>Sets variables of the boot loader that it reads and may change at each start (GRUB's <c>grubenv</c>); all others stay. Undo takes just these out again.</summary>
/// <param name="Id">See <see cref="Change"/>.</param>
/// <param name="Title">See <see cref="Change"/>.</param>
/// <param name="Reason">See <see cref="Change"/>.</param>
/// <param name="Path">The machine's own path of the file that holds them.</param>
/// <param name="Variables">Names and values.</param>
/// <param name="Removed">Names that undo takes out, with those of <paramref name="Variables"/>: what is set while the change stands.</param>
public sealed record BootEnvironmentChange(
    string Id,
    string Title,
    string Reason,
    string Path,
    ImmutableSortedDictionary<string, string> Variables,
    ImmutableArray<string> Removed)
    : Change(Id, Title, Reason)
{
    /// <summary>True where the file is made by this change: it is this program's alone, and undo removes it, whatever the boot loader wrote into it since.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsNew { get; init; }
}
