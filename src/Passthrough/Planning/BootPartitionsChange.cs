using System.Text.Json.Serialization;

namespace Passthrough.Planning;

/// <summary>
/// Has the boot loader's partitions, which are not mounted, written anew from the files of the machine by the tool that keeps them (<c>proxmox-boot-tool refresh</c>). It has no inverse of its own: the tool is run again when
/// the files are as before.
/// </summary>
/// <param name="Id">See <see cref="Change"/>.</param>
/// <param name="Title">See <see cref="Change"/>.</param>
/// <param name="Reason">See <see cref="Change"/>.</param>
/// <param name="Path">The machine's own path of the list of the partitions.</param>
public sealed record BootPartitionsChange(string Id, string Title, string Reason, string Path)
    : Change(Id, Title, Reason)
{
    /// <summary>What is changed, in a few words.</summary>
    [JsonIgnore]
    public string Subject => $"boot partitions of {Path}";
}
