using System.Text.Json.Serialization;

namespace Passthrough.Guests.Firmware;

/// <summary>The firmware that starts a guest.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestFirmwareKind>))]
public enum GuestFirmwareKind
{
    /// <summary>OVMF.</summary>
    [JsonStringEnumMemberName("uefi")]
    Uefi,

    /// <summary>SeaBIOS, which comes with QEMU.</summary>
    [JsonStringEnumMemberName("bios")]
    Bios,
}
