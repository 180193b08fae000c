using System.Text.Json.Serialization;

namespace Passthrough.Guests.Network;

/// <summary>The network card that the guest sees.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestNetworkModel>))]
public enum GuestNetworkModel
{
    /// <summary>virtio: fast; Windows needs its driver (NetKVM).</summary>
    [JsonStringEnumMemberName("virtio")]
    Virtio,

    /// <summary>Intel 82574L, for which every system has a driver.</summary>
    [JsonStringEnumMemberName("e1000e")]
    E1000e,
}
