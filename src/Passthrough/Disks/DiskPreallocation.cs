using System.Text.Json.Serialization;

namespace Passthrough.Disks;

/// <summary>How much of a new image takes room at once.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DiskPreallocation>))]
public enum DiskPreallocation
{
    /// <summary>Nothing: it grows with what the guest writes.</summary>
    [JsonStringEnumMemberName("off")]
    Off,

    /// <summary>The tables of a qcow2 image, so that writing need not make them; the data grows with what the guest writes.</summary>
    [JsonStringEnumMemberName("metadata")]
    Metadata,

    /// <summary>All of it is reserved, without being written.</summary>
    [JsonStringEnumMemberName("falloc")]
    Falloc,

    /// <summary>All of it is written with zeros.</summary>
    [JsonStringEnumMemberName("full")]
    Full,
}
