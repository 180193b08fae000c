using System.Text.Json.Serialization;

namespace Passthrough.Host.Pci.Config;

/// <summary>The layout of a function's header: byte 0x0e of config space without its top bit (PCI Local Bus Specification 3.0, 6.1).</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<PciHeaderKind>))]
public enum PciHeaderKind
{
    /// <summary>Type 0: a device.</summary>
    Endpoint,

    /// <summary>Type 1: a PCI to PCI bridge; each port of PCI Express is one.</summary>
    Bridge,

    /// <summary>Type 2: a CardBus bridge.</summary>
    CardBus,

    /// <summary>A type that no specification names: nothing after the ids can be trusted.</summary>
    Unknown,
}
