using System.Text.Json.Serialization;

namespace Passthrough.Guests;

/// <summary>The system in the guest, as far as its hardware depends on it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestOs>))]
public enum GuestOs
{
    /// <summary>Windows 11: TPM 2.0 and Secure Boot firmware, which its setup asks for.</summary>
    [JsonStringEnumMemberName("windows11")]
    Windows11,

    /// <summary>Windows 8.1, 10 and the servers of their time.</summary>
    [JsonStringEnumMemberName("windows")]
    Windows,

    /// <summary>Linux.</summary>
    [JsonStringEnumMemberName("linux")]
    Linux,

    /// <summary>Anything else: nothing is tuned for it.</summary>
    [JsonStringEnumMemberName("other")]
    Other,
}
