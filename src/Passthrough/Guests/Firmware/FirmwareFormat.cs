using System.Text.Json.Serialization;

namespace Passthrough.Guests.Firmware;

/// <summary>How a firmware's flash images are laid out.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FirmwareFormat>))]
public enum FirmwareFormat
{
    /// <summary>The bytes of the flash.</summary>
    [JsonStringEnumMemberName("raw")]
    Raw,

    /// <summary>QEMU's own format, so that the store of variables can be part of a snapshot.</summary>
    [JsonStringEnumMemberName("qcow2")]
    Qcow2,
}
