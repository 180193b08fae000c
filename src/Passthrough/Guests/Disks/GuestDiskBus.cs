using System.Text.Json.Serialization;

namespace Passthrough.Guests.Disks;

/// <summary>How a disk is connected.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestDiskBus>))]
public enum GuestDiskBus
{
    /// <summary>virtio-blk: fastest; Windows needs its driver (viostor) before it can start from it.</summary>
    [JsonStringEnumMemberName("virtio")]
    Virtio,

    /// <summary>virtio-scsi: as fast for most work, many disks on one controller; Windows needs its driver (vioscsi).</summary>
    [JsonStringEnumMemberName("scsi")]
    Scsi,

    /// <summary>SATA: slower, understood by every system; at most six.</summary>
    [JsonStringEnumMemberName("sata")]
    Sata,
}
