using System.Text.Json.Serialization;

namespace Passthrough.Disks;

/// <summary>What is repaired in an image.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DiskRepair>))]
public enum DiskRepair
{
    /// <summary>Clusters that belong to nothing are freed, which puts no data at risk.</summary>
    [JsonStringEnumMemberName("leaks")]
    Leaks,

    /// <summary>Errors too: QEMU has to guess what was meant, and can guess wrong.</summary>
    [JsonStringEnumMemberName("all")]
    All,
}
