using Passthrough.Guests.Firmware;

namespace Passthrough.Guests.Description;

/// <summary>What is wanted of a guest's firmware.</summary>
public sealed record FirmwareDescription
{
    /// <summary>UEFI or BIOS.</summary>
    public GuestFirmwareKind? Kind { get; init; }

    /// <summary>Whether it is to check signatures.</summary>
    public bool? SecureBoot { get; init; }

    /// <summary>Whether Microsoft's keys are to be there from the start; without them Secure Boot is off until the guest enrols its own.</summary>
    public bool? HasKeys { get; init; }

    /// <summary>The code, in place of what the descriptors offer; with <see cref="VariablesTemplatePath"/>.</summary>
    public string? CodePath { get; init; }

    /// <summary>The empty variable store that goes with it.</summary>
    public string? VariablesTemplatePath { get; init; }
}
