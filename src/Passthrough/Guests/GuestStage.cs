using System.Text.Json.Serialization;

namespace Passthrough.Guests;

/// <summary>The two stages of a guest's life: its system is installed on an emulated display, then it gets the card.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestStage>))]
public enum GuestStage
{
    /// <summary>Emulated display over SPICE, installation media attached, no card.</summary>
    [JsonStringEnumMemberName("installation")]
    Installation,

    /// <summary>The card is the display; no emulated display, tablet, channel or redirection.</summary>
    [JsonStringEnumMemberName("passthrough")]
    Passthrough,
}
