namespace Passthrough.Host.Pci;

/// <summary>
/// What a PCI function says it is, from <c>/sys/bus/pci/devices/*/{vendor,device,subsystem_vendor,subsystem_device}</c>. Together with the
/// address it names a device: an address alone may drift when hardware is added.
/// </summary>
/// <param name="Vendor">Vendor id.</param>
/// <param name="Device">Device id.</param>
/// <param name="SubsystemVendor">Subsystem vendor id; null when the file is absent (bridges have none).</param>
/// <param name="SubsystemDevice">Subsystem id; null when the file is absent.</param>
public readonly record struct PciIdentity(ushort Vendor, ushort Device, ushort? SubsystemVendor, ushort? SubsystemDevice)
{
    /// <summary><c>vendor:device</c> in four hexadecimal digits each, as <c>lspci -n</c> prints it.</summary>
    public string Ids => $"{Vendor:x4}:{Device:x4}";

    /// <summary><c>vendor:device</c> of the subsystem; null when unknown.</summary>
    public string? SubsystemIds =>
        SubsystemVendor is { } vendor && SubsystemDevice is { } device ? $"{vendor:x4}:{device:x4}" : null;
}
