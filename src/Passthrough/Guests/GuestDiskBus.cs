using System.Text.Json.Serialization;

namespace Passthrough.Guests;

/// <summary>How a disk is connected.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestDiskBus>))]
public enum GuestDiskBus
{
    /// <summary>virtio-blk: fast; Windows needs its driver before it can start from it.</summary>
    [JsonStringEnumMemberName("virtio")]
    Virtio,

    /// <summary>SATA: slower, understood by every system; at most six.</summary>
    [JsonStringEnumMemberName("sata")]
    Sata,
}
