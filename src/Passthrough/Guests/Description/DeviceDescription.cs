using Passthrough.Host.Pci;

namespace Passthrough.Guests.Description;

/// <summary>A PCI device that is wanted.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Identity">What must be found there; null to take what is there.</param>
public sealed record DeviceDescription(PciAddress Address, PciIdentity? Identity)
{
    /// <summary>See <see cref="Devices.PassedDevice.OptionRomPath"/>.</summary>
    public string? OptionRomPath { get; init; }

    /// <summary>See <see cref="Devices.PassedDevice.HidesOptionRom"/>.</summary>
    public bool? HidesOptionRom { get; init; }

    /// <summary>See <see cref="Devices.PassedDevice.IsLegacyVga"/>.</summary>
    public bool? IsLegacyVga { get; init; }

    /// <summary>See <see cref="GuestSpec.TakesScreen"/>; only of the card.</summary>
    public bool? TakesScreen { get; init; }

    /// <summary>See <see cref="Devices.PassedDevice.TakesLastKeyboard"/>; not of the card.</summary>
    public bool? TakesLastKeyboard { get; init; }

    /// <summary>See <see cref="Devices.PassedDevice.BootOrder"/>.</summary>
    public int? BootOrder { get; init; }
}
