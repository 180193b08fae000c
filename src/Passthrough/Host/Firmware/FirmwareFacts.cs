using System.Collections.Immutable;

namespace Passthrough.Host.Firmware;

/// <summary>How the machine was started, and what firmware there is for guests.</summary>
/// <param name="IsUefi">True when <c>/sys/firmware/efi</c> exists; null when <c>/sys/firmware</c> itself is absent.</param>
/// <param name="SecureBoot">The <c>SecureBoot</c> variable in <c>/sys/firmware/efi/efivars</c>; null when absent.</param>
/// <param name="SystemVendor"><c>/sys/class/dmi/id/sys_vendor</c>; null when absent.</param>
/// <param name="SystemProduct"><c>/sys/class/dmi/id/product_name</c>; null when absent.</param>
/// <param name="BoardName"><c>/sys/class/dmi/id/board_name</c>; null when absent.</param>
public sealed record FirmwareFacts(bool? IsUefi, bool? SecureBoot, string? SystemVendor, string? SystemProduct, string? BoardName)
{
    /// <summary>Nothing is known.</summary>
    public static FirmwareFacts None { get; } = new(null, null, null, null, null);

    /// <summary>The <c>SetupMode</c> variable in <c>/sys/firmware/efi/efivars</c>: true while no platform key is enrolled, when Secure Boot cannot hold; null when absent.</summary>
    public bool? SetupMode { get; init; }

    /// <summary><c>/sys/class/dmi/id/board_vendor</c>; null when absent.</summary>
    public string? BoardVendor { get; init; }

    /// <summary><c>/sys/class/dmi/id/bios_vendor</c>; null when absent.</summary>
    public string? BiosVendor { get; init; }

    /// <summary><c>/sys/class/dmi/id/bios_version</c>; null when absent.</summary>
    public string? BiosVersion { get; init; }

    /// <summary><c>/sys/class/dmi/id/bios_date</c> as the firmware writes it (mostly <c>MM/DD/YYYY</c>); null when absent.</summary>
    public string? BiosDate { get; init; }

    /// <summary>The version of the host's own TPM, 1 or 2 (<c>/sys/class/tpm/tpm0/tpm_version_major</c>); null when there is none or the kernel does not say.</summary>
    public int? TpmVersion { get; init; }

    /// <summary>True when <c>swtpm</c>, which gives a guest a TPM, is installed (<c>/usr/bin/swtpm</c>).</summary>
    public bool HasSwtpm { get; init; }

    /// <summary>Firmware for guests (<c>/etc/qemu/firmware</c>, <c>/usr/share/qemu/firmware</c>), in the order in which it is to be preferred; empty when none is described.</summary>
    public ImmutableArray<FirmwareImage> GuestImages { get; init; } = [];

    /// <summary>
    /// UEFI code images (<c>OVMF_CODE*</c>, <c>ovmf-x86_64*-code.bin</c>) that lie in the usual folders and that no descriptor tells of, the machine's own paths: libvirt does not choose these by
    /// itself.
    /// </summary>
    public ImmutableArray<string> UndescribedImages { get; init; } = [];
}
