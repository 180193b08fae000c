using System.Text.Json.Serialization;

namespace Passthrough.Guests.Import;

/// <summary>The tool whose guest is imported.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImportSource>))]
public enum ImportSource
{
    /// <summary>A domain's XML.</summary>
    [JsonStringEnumMemberName("libvirt")]
    Libvirt,

    /// <summary>A command of QEMU: arguments, a shell script, or libvirt's log of a guest.</summary>
    [JsonStringEnumMemberName("qemu")]
    Qemu,

    /// <summary>quickemu's <c>.conf</c>.</summary>
    [JsonStringEnumMemberName("quickemu")]
    Quickemu,

    /// <summary>Proxmox VE's <c>qemu-server/VMID.conf</c>.</summary>
    [JsonStringEnumMemberName("proxmox")]
    Proxmox,
}
