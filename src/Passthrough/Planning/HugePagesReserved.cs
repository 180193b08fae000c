using System.Text.Json.Serialization;
using Passthrough.Host;

namespace Passthrough.Planning;

/// <summary>The kernel has at least so many huge pages of a size (<c>nr_hugepages</c> below <see cref="Folder"/>).</summary>
/// <param name="SizeKib">The size of a page in KiB.</param>
/// <param name="Pages">How many.</param>
public sealed record HugePagesReserved(long SizeKib, long Pages) : Postcondition
{
    /// <summary>The NUMA node that has them; null for the whole machine.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Node { get; init; }

    /// <summary>The machine's own path of the folder that tells.</summary>
    [JsonIgnore]
    public string Folder => HostRoots.Live.Sys($"{(Node is { } node ? $"devices/system/node/node{node}/hugepages" : "kernel/mm/hugepages")}/hugepages-{SizeKib}kB");
}
