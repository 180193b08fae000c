using System.Text.Json.Serialization;

namespace Passthrough.Guests;

/// <summary>What becomes of the machine's sleep while a guest runs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestSleep>))]
public enum GuestSleep
{
    /// <summary>The machine does not sleep: one that sleeps while a guest has a card does not wake up.</summary>
    [JsonStringEnumMemberName("inhibit")]
    Inhibit,

    /// <summary>The machine sleeps as it would without the guest.</summary>
    [JsonStringEnumMemberName("allow")]
    Allow,
}
