using System.Text.Json.Serialization;

namespace Passthrough.Guests.Network;

/// <summary>What a guest's network interface is connected to.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestNetworkKind>))]
public enum GuestNetworkKind
{
    /// <summary>A network behind the host's address: libvirt's virtual network, or QEMU's own user network.</summary>
    [JsonStringEnumMemberName("nat")]
    Nat,

    /// <summary>A bridge of the host: the guest is a machine of the house's network.</summary>
    [JsonStringEnumMemberName("bridge")]
    Bridge,

    /// <summary>A macvtap interface on a card of the host: as a bridge, but the host itself cannot be reached through it.</summary>
    [JsonStringEnumMemberName("macvtap")]
    Macvtap,
}
