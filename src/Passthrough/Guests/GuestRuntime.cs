using System.Text.Json.Serialization;

namespace Passthrough.Guests;

/// <summary>What runs a guest.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestRuntime>))]
public enum GuestRuntime
{
    /// <summary>A libvirt domain of the system's daemon (<c>qemu:///system</c>).</summary>
    [JsonStringEnumMemberName("libvirt")]
    Libvirt,

    /// <summary>QEMU started by this program.</summary>
    [JsonStringEnumMemberName("qemu")]
    Qemu,
}
