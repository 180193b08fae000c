using System.Text.Json.Serialization;

namespace Passthrough.Guests.Display;

/// <summary>The display that is emulated beside, or in place of, the card.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EmulatedDisplay>))]
public enum EmulatedDisplay
{
    /// <summary>None: the card is the display.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>A SPICE server without a picture, for keyboard, mouse, clipboard and sound (Looking Glass uses it).</summary>
    [JsonStringEnumMemberName("spice-input")]
    SpiceInput,

    /// <summary>SPICE with an emulated QXL card.</summary>
    [JsonStringEnumMemberName("spice")]
    Spice,
}
