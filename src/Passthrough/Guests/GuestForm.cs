using System.Text.Json.Serialization;

namespace Passthrough.Guests;

/// <summary>What a guest is written as for others.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestForm>))]
public enum GuestForm
{
    /// <summary>libvirt's domain XML.</summary>
    [JsonStringEnumMemberName("libvirt")]
    Libvirt,

    /// <summary>A script that runs QEMU.</summary>
    [JsonStringEnumMemberName("qemu")]
    Qemu,

    /// <summary>A KubeVirt virtual machine.</summary>
    [JsonStringEnumMemberName("kubevirt")]
    KubeVirt,
}
