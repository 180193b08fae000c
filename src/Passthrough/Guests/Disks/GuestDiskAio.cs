using System.Text.Json.Serialization;

namespace Passthrough.Guests.Disks;

/// <summary>How QEMU reads and writes (<c>aio=</c>).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestDiskAio>))]
public enum GuestDiskAio
{
    /// <summary>A pool of threads: right for anything.</summary>
    [JsonStringEnumMemberName("threads")]
    Threads,

    /// <summary>The kernel's asynchronous I/O: needs a cache of none or directsync.</summary>
    [JsonStringEnumMemberName("native")]
    Native,

    /// <summary>io_uring: needs a kernel that allows it.</summary>
    [JsonStringEnumMemberName("io_uring")]
    IoUring,
}
