using Passthrough.Planning;

namespace Passthrough.Guests.Devices;

/// <summary>A PCI function of the host that a guest owns.</summary>
/// <param name="Device">What it is and where.</param>
public sealed record PassedDevice(DeviceIdentity Device)
{
    /// <summary>True for a function of the guest's card, false for a device of its own.</summary>
    public bool IsOfCard { get; init; }

    /// <summary>The machine's own path of an option ROM to show in place of the device's; null for its own.</summary>
    public string? OptionRomPath { get; init; }

    /// <summary>True when no option ROM is shown: the guest's firmware then leaves the device to the operating system's driver.</summary>
    public bool HidesOptionRom { get; init; }

    /// <summary>True for a card that a BIOS guest finds at the legacy VGA addresses (QEMU's <c>x-vga</c>).</summary>
    public bool IsLegacyVga { get; init; }

    /// <summary>The place in the order of starting, from 1, for a disk or network controller; null for none.</summary>
    public int? BootOrder { get; init; }

    /// <summary>True for a USB controller that may be taken from the host although every keyboard hangs on it.</summary>
    public bool TakesLastKeyboard { get; init; }
}
