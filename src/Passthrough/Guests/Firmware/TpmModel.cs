using System.Text.Json.Serialization;

namespace Passthrough.Guests.Firmware;

/// <summary>How a TPM shows itself to the guest.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TpmModel>))]
public enum TpmModel
{
    /// <summary>Command Response Buffer, TPM 2.0's own interface.</summary>
    [JsonStringEnumMemberName("crb")]
    Crb,

    /// <summary>TPM Interface Specification, for older systems.</summary>
    [JsonStringEnumMemberName("tis")]
    Tis,
}
