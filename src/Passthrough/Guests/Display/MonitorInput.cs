using System.Text.Json.Serialization;

namespace Passthrough.Guests.Display;

/// <summary>A monitor that both the host and the guest's card are plugged into, and whose input is switched while the guest runs (DDC/CI, by ddcutil). One of serial number, model and bus names it.</summary>
/// <param name="Serial">Its serial number as its EDID tells it; null when it is not named by that.</param>
/// <param name="Model">Its model as its EDID tells it; null when it is not named by that.</param>
/// <param name="Bus">The number of <c>/dev/i2c-N</c> that it is reached by; null when it is not named by that.</param>
/// <param name="Guest">The input of the guest's card, see <see cref="InputSource"/>.</param>
/// <param name="Host">The host's input; null for the one that it tells before it is switched.</param>
public sealed record MonitorInput(string? Serial, string? Model, int? Bus, int Guest, int? Host)
{
    /// <summary>The rule of <see cref="IsName"/> in words.</summary>
    public const string NameRule = "1 to 13 printable characters of ASCII, as 'ddcutil detect' shows them";

    // What a descriptor of an EDID has for a text (VESA E-EDID, section 3.10.3).
    private const int LongestName = 13;

    /// <summary>The monitor in words.</summary>
    [JsonIgnore]
    public string Words => string.Join(' ', new[] { Model, Serial, Bus is { } bus ? $"at /dev/i2c-{bus}" : null }.OfType<string>());

    /// <summary>True when both are about one monitor.</summary>
    public bool IsSameAs(MonitorInput other) => (Serial, Model, Bus) == (other.Serial, other.Model, other.Bus);

    /// <summary>True for what may be a serial number or a model.</summary>
    public static bool IsName(string text) => text.Length is > 0 and <= LongestName && text.All(letter => letter is >= ' ' and <= '~');
}
