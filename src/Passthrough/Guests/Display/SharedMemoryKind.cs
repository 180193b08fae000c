using System.Text.Json.Serialization;

namespace Passthrough.Guests.Display;

/// <summary>What memory that host and guest share is made of.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SharedMemoryKind>))]
public enum SharedMemoryKind
{
    /// <summary>A file below <c>/dev/shm</c>.</summary>
    [JsonStringEnumMemberName("shm")]
    Shm,

    /// <summary>The module kvmfr's <c>/dev/kvmfr0</c>, from which the host's card reads without a copy.</summary>
    [JsonStringEnumMemberName("kvmfr")]
    Kvmfr,
}
