namespace Passthrough.Guests.Firmware;

/// <summary>The firmware of one guest.</summary>
/// <param name="Kind">UEFI or BIOS.</param>
/// <param name="CodePath">The machine's own path of OVMF's code; null for BIOS.</param>
/// <param name="VariablesTemplatePath">The machine's own path of the variable store that each guest gets a copy of; null for BIOS.</param>
public sealed record GuestFirmware(GuestFirmwareKind Kind, string? CodePath, string? VariablesTemplatePath)
{
    /// <summary>SeaBIOS.</summary>
    public static GuestFirmware Bios { get; } = new(GuestFirmwareKind.Bios, null, null);

    /// <summary>The layout of code and variables; both have the same.</summary>
    public FirmwareFormat Format { get; init; }

    /// <summary>True when the code can check signatures and keeps its variables in system management mode: the guest needs SMM and the flash is closed to the rest.</summary>
    public bool IsSecure { get; init; }

    /// <summary>True when the template brings keys, so that Secure Boot is on from the first start.</summary>
    public bool HasKeys { get; init; }
}
