using System.Text.Json.Serialization;

namespace Passthrough.Guests.Memory;

/// <summary>The pages that a guest's memory is made of.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HugePageSize>))]
public enum HugePageSize
{
    /// <summary>The host's usual pages; the kernel joins them where it can (transparent huge pages).</summary>
    [JsonStringEnumMemberName("off")]
    Off,

    /// <summary>Reserved pages of 2 MiB.</summary>
    [JsonStringEnumMemberName("2M")]
    Mib2,

    /// <summary>Reserved pages of 1 GiB; they have to be reserved at the host's start.</summary>
    [JsonStringEnumMemberName("1G")]
    Gib1,
}
