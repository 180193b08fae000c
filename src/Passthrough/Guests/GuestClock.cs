using System.Text.Json.Serialization;

namespace Passthrough.Guests;

/// <summary>What the guest's clock shows when it starts.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestClock>))]
public enum GuestClock
{
    /// <summary>Coordinated time, as Linux expects.</summary>
    [JsonStringEnumMemberName("utc")]
    Utc,

    /// <summary>The host's local time, as Windows expects.</summary>
    [JsonStringEnumMemberName("localtime")]
    LocalTime,
}
