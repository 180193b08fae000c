using System.Globalization;
using System.Text.Json.Serialization;

namespace Passthrough.Host.Pci;

/// <summary>A PCI class code of 24 bits (base class, subclass, programming interface), from <c>/sys/bus/pci/devices/*/class</c>.</summary>
/// <param name="Code">The 24-bit code, such as <c>0x030000</c>.</param>
[JsonConverter(typeof(PciClassJsonConverter))]
public readonly record struct PciClass(uint Code)
{
    /// <summary>The base class (<c>03</c> is display).</summary>
    public byte Base => (byte)(Code >> 16);

    /// <summary>Base class and subclass, the four digits that <c>lspci -nn</c> prints.</summary>
    public ushort BaseAndSub => (ushort)(Code >> 8);

    /// <summary>A display controller of any kind: VGA (0300), XGA, 3D (0302) or other (0380).</summary>
    public bool IsDisplay => Base == 0x03;

    /// <summary>A bridge of any kind (base class 06): never bound to vfio-pci, never counted as a foreign group member.</summary>
    public bool IsBridge => Base == 0x06;

    /// <summary>A bridge to another PCI bus (0604): a root port, a port of a switch, a bridge to conventional PCI.</summary>
    public bool IsPciBridge => BaseAndSub == 0x0604;

    /// <summary>A sound function: HDA (0403) or another multimedia audio device (0401).</summary>
    public bool IsAudio => BaseAndSub is 0x0403 or 0x0401;

    /// <summary>A USB host controller (0c03).</summary>
    public bool IsUsbController => BaseAndSub == 0x0c03;

    /// <summary>Reads six hexadecimal digits.</summary>
    /// <returns>False, with a default class, for any other text.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out PciClass value)
    {
        var isCode = uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && text.Length == 6;
        value = isCode ? new PciClass(code) : default;
        return isCode;
    }

    /// <summary>Base class and subclass as four hexadecimal digits.</summary>
    public override string ToString() => $"{BaseAndSub:x4}";
}
