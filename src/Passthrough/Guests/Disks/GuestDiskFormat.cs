using System.Text.Json.Serialization;

namespace Passthrough.Guests.Disks;

/// <summary>How a disk's content is laid out.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestDiskFormat>))]
public enum GuestDiskFormat
{
    /// <summary>The bytes of the disk.</summary>
    [JsonStringEnumMemberName("raw")]
    Raw,

    /// <summary>QEMU's own format.</summary>
    [JsonStringEnumMemberName("qcow2")]
    Qcow2,
}
