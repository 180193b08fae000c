using System.Globalization;
using System.Text.Json.Serialization;

namespace Passthrough.Host.Pci;

/// <summary>
/// A PCI address (BDF) as sysfs names it: <c>DDDD:BB:DD.F</c>, hexadecimal. Domains may be wider than four digits (Intel VMD uses
/// <c>10000:</c>); see the kernel's <c>Documentation/PCI/sysfs-pci.rst</c>.
/// </summary>
/// <param name="Domain">The PCI domain (segment).</param>
/// <param name="Bus">The bus number.</param>
/// <param name="Device">The device (slot) number, 0 to 31.</param>
/// <param name="Function">The function number, 0 to 7.</param>
[JsonConverter(typeof(PciAddressJsonConverter))]
public readonly record struct PciAddress(uint Domain, byte Bus, byte Device, byte Function) : IComparable<PciAddress>
{
    /// <summary>The same slot's address with another function number.</summary>
    public PciAddress WithFunction(byte function) => this with { Function = function };

    /// <summary>True when both addresses differ at most in the function number.</summary>
    public bool IsSameSlot(PciAddress other) => Domain == other.Domain && Bus == other.Bus && Device == other.Device;

    /// <summary>
    /// Reads <c>0000:01:00.0</c>, <c>10000:e1:00.0</c> or, as <c>lspci</c> prints it, <c>01:00.0</c> (domain 0).
    /// </summary>
    /// <returns>False, with a default address, for any other text.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out PciAddress address)
    {
        address = default;
        Span<Range> parts = stackalloc Range[4];
        var count = text.Split(parts, ':');
        if (count is not (2 or 3))
        {
            return false;
        }

        uint domain = 0;
        if (count == 3 && (text[parts[0]].Length is < 4 or > 8 || !TryHex(text[parts[0]], out domain)))
        {
            return false;
        }

        var last = text[parts[count - 1]];
        if (text[parts[count - 2]].Length != 2 || last.Length != 4 || last[2] != '.'
            || !TryHex(text[parts[count - 2]], out var bus)
            || !TryHex(last[..2], out var device) || device > 31
            || !TryHex(last[3..], out var function) || function > 7)
        {
            return false;
        }

        address = new PciAddress(domain, (byte)bus, (byte)device, (byte)function);
        return true;
    }

    /// <inheritdoc cref="TryParse"/>
    /// <exception cref="FormatException">The text is no PCI address.</exception>
    public static PciAddress Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is not a PCI address such as 0000:01:00.0");

    /// <inheritdoc/>
    public int CompareTo(PciAddress other) =>
        (Domain, Bus, Device, Function).CompareTo((other.Domain, other.Bus, other.Device, other.Function));

    /// <summary>The address as sysfs writes it: at least four digits of domain.</summary>
    public override string ToString() => $"{Domain:x4}:{Bus:x2}:{Device:x2}.{Function:x1}";

    /// <summary>Orders by domain, bus, device, function.</summary>
    public static bool operator <(PciAddress left, PciAddress right) => left.CompareTo(right) < 0;

    /// <summary>Orders by domain, bus, device, function.</summary>
    public static bool operator >(PciAddress left, PciAddress right) => left.CompareTo(right) > 0;

    /// <summary>Orders by domain, bus, device, function.</summary>
    public static bool operator <=(PciAddress left, PciAddress right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by domain, bus, device, function.</summary>
    public static bool operator >=(PciAddress left, PciAddress right) => left.CompareTo(right) >= 0;

    private static bool TryHex(ReadOnlySpan<char> text, out uint value) =>
        uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
