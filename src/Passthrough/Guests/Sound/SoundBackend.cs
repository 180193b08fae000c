using System.Text.Json.Serialization;

namespace Passthrough.Guests.Sound;

/// <summary>Where an emulated sound card's sound goes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SoundBackend>))]
public enum SoundBackend
{
    /// <summary>No emulated sound card: the passed-through card's own sound function is enough, or sound is not wanted.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>The PipeWire of a user (QEMU 8.1, libvirt 9.10).</summary>
    [JsonStringEnumMemberName("pipewire")]
    PipeWire,

    /// <summary>The PulseAudio of a user; PipeWire answers its protocol too.</summary>
    [JsonStringEnumMemberName("pulseaudio")]
    PulseAudio,

    /// <summary>JACK.</summary>
    [JsonStringEnumMemberName("jack")]
    Jack,

    /// <summary>The SPICE window.</summary>
    [JsonStringEnumMemberName("spice")]
    Spice,

    /// <summary>Scream over the network: a driver in the guest sends it, nothing is emulated.</summary>
    [JsonStringEnumMemberName("scream-network")]
    ScreamNetwork,

    /// <summary>Scream over memory that host and guest share.</summary>
    [JsonStringEnumMemberName("scream-memory")]
    ScreamMemory,
}
