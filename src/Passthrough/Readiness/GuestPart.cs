using System.Text.Json.Serialization;
using Passthrough.Host;

namespace Passthrough.Readiness;

/// <summary>What has to be installed for guests.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<GuestPart>))]
public enum GuestPart
{
    /// <summary>QEMU for x86-64.</summary>
    Qemu,

    /// <summary>libvirt's daemon for QEMU, its programs, and what its networks need.</summary>
    Libvirt,

    /// <summary>UEFI for guests.</summary>
    Firmware,

    /// <summary>The TPM that Windows 11 asks for.</summary>
    Tpm,
}
