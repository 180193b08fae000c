using System.Text.Json.Serialization;

namespace Passthrough.Guests;

/// <summary>What executes the guest's instructions.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestAccelerator>))]
public enum GuestAccelerator
{
    /// <summary>The processor itself, through <c>/dev/kvm</c>.</summary>
    [JsonStringEnumMemberName("kvm")]
    Kvm,

    /// <summary>QEMU's emulation: many times slower, so only on request.</summary>
    [JsonStringEnumMemberName("tcg")]
    Tcg,
}
