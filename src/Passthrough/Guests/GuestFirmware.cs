namespace Passthrough.Guests;

/// <summary>
/// The firmware of one guest. The files are chosen once, when the guest is created: another firmware under an installed system may not start it.
/// </summary>
/// <param name="Kind">UEFI or BIOS.</param>
/// <param name="CodePath">The machine's own path of OVMF's code; null for BIOS.</param>
/// <param name="VariablesTemplatePath">The machine's own path of the empty variable store that each guest gets a copy of; null for BIOS.</param>
public sealed record GuestFirmware(GuestFirmwareKind Kind, string? CodePath, string? VariablesTemplatePath)
{
    /// <summary>SeaBIOS.</summary>
    public static GuestFirmware Bios { get; } = new(GuestFirmwareKind.Bios, null, null);
}
