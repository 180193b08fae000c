using System.Text.Json.Serialization;

namespace Passthrough.Guests.Disks;

/// <summary>What the guest sees.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestDiskKind>))]
public enum GuestDiskKind
{
    /// <summary>A disk.</summary>
    [JsonStringEnumMemberName("disk")]
    Disk,

    /// <summary>A drive with a read-only disc, from an ISO image.</summary>
    [JsonStringEnumMemberName("cdrom")]
    Cdrom,
}
