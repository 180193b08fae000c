using System.Text.Json.Serialization;

namespace Passthrough.Guests;

/// <summary>The machine that QEMU emulates.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestMachine>))]
public enum GuestMachine
{
    /// <summary>q35: PCI Express, so that a card finds the slot that it expects.</summary>
    [JsonStringEnumMemberName("q35")]
    Q35,

    /// <summary>i440fx: PCI only. For guests that were made elsewhere; a new one has no reason for it.</summary>
    [JsonStringEnumMemberName("pc")]
    I440fx,
}
