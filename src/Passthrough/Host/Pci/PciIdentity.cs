using System.Globalization;
using System.Text.Json.Serialization;

namespace Passthrough.Host.Pci;

/// <summary>
/// What a PCI function says it is, from <c>/sys/bus/pci/devices/*/uevent</c>, or <c>vendor</c>, <c>device</c>, <c>subsystem_vendor</c> and <c>subsystem_device</c> there. Together with the
/// address it names a device: an address alone may drift when hardware is added.
/// </summary>
/// <param name="Vendor">Vendor id.</param>
/// <param name="Device">Device id.</param>
/// <param name="SubsystemVendor">Subsystem vendor id; null when nothing tells it.</param>
/// <param name="SubsystemDevice">Subsystem id; null when nothing tells it.</param>
[JsonConverter(typeof(PciIdentityJsonConverter))]
public readonly record struct PciIdentity(ushort Vendor, ushort Device, ushort? SubsystemVendor, ushort? SubsystemDevice)
{
    /// <summary><c>vendor:device</c> in four hexadecimal digits each, as <c>lspci -n</c> prints it.</summary>
    public string Ids => $"{Vendor:x4}:{Device:x4}";

    /// <summary><c>vendor:device</c> of the subsystem; null when unknown.</summary>
    public string? SubsystemIds =>
        SubsystemVendor is { } vendor && SubsystemDevice is { } device ? $"{vendor:x4}:{device:x4}" : null;

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <returns>False, with a default identity, for any other text.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out PciIdentity identity)
    {
        identity = default;
        if (text.Length is not (9 or 19) || text[4] != ':' || !TryHex(text[..4], out var vendor) || !TryHex(text[5..9], out var device))
        {
            return false;
        }

        if (text.Length == 9)
        {
            identity = new PciIdentity(vendor, device, null, null);
            return true;
        }

        if (text[9] != '/' || text[14] != ':' || !TryHex(text[10..14], out var subsystemVendor) || !TryHex(text[15..], out var subsystemDevice))
        {
            return false;
        }

        identity = new PciIdentity(vendor, device, subsystemVendor, subsystemDevice);
        return true;
    }

    /// <summary><c>vendor:device</c>, and <c>/vendor:device</c> of the subsystem when it is known: <c>1002:5159/1af4:1100</c>.</summary>
    public override string ToString() => SubsystemIds is { } subsystem ? $"{Ids}/{subsystem}" : Ids;

    private static bool TryHex(ReadOnlySpan<char> text, out ushort value) =>
        ushort.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
