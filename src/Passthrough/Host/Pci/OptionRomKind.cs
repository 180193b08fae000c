using System.Text.Json.Serialization;

namespace Passthrough.Host.Pci;

/// <summary>Whom an image of an option ROM is for: the code type of its PCI data structure, for UEFI with the machine type of its header.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<OptionRomKind>))]
public enum OptionRomKind
{
    /// <summary>A code type that is none of these.</summary>
    Other,

    /// <summary>A BIOS of a PC (code type 0): SeaBIOS and a compatibility module start it.</summary>
    Legacy,

    /// <summary>UEFI on x86-64 (code type 3, machine 0x8664): OVMF starts it.</summary>
    Uefi,

    /// <summary>UEFI on another processor (code type 3).</summary>
    UefiOfOtherProcessor,
}
