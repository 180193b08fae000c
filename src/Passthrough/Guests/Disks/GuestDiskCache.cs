using System.Text.Json.Serialization;

namespace Passthrough.Guests.Disks;

/// <summary>What the host keeps in its own memory of a disk (QEMU's <c>cache=</c>).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestDiskCache>))]
public enum GuestDiskCache
{
    /// <summary>Nothing: the guest's own cache is enough, and its flushes reach the disk.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>Reads and writes; flushes reach the disk.</summary>
    [JsonStringEnumMemberName("writeback")]
    Writeback,

    /// <summary>Reads; each write reaches the disk.</summary>
    [JsonStringEnumMemberName("writethrough")]
    Writethrough,

    /// <summary>Nothing; each write reaches the disk.</summary>
    [JsonStringEnumMemberName("directsync")]
    Directsync,

    /// <summary>Everything, flushes are ignored: a crash of the host loses data.</summary>
    [JsonStringEnumMemberName("unsafe")]
    Unsafe,
}
