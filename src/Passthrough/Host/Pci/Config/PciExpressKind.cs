using System.Text.Json.Serialization;

namespace Passthrough.Host.Pci.Config;

/// <summary>What a function is on PCI Express: bits 7:4 of the PCI Express Capabilities register (PCI Express Base Specification, 7.5.3.2).</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<PciExpressKind>))]
public enum PciExpressKind
{
    /// <summary>A device (0).</summary>
    Endpoint = 0,

    /// <summary>A device that still uses I/O ports or locked requests (1).</summary>
    LegacyEndpoint = 1,

    /// <summary>A port of the root complex (4).</summary>
    RootPort = 4,

    /// <summary>The port of a switch that looks to the root (5).</summary>
    UpstreamPort = 5,

    /// <summary>The port of a switch that looks away from the root (6).</summary>
    DownstreamPort = 6,

    /// <summary>A bridge from PCI Express to PCI or PCI-X (7).</summary>
    BridgeToPci = 7,

    /// <summary>A bridge from PCI or PCI-X to PCI Express (8).</summary>
    BridgeFromPci = 8,

    /// <summary>A device inside the root complex, without a link (9).</summary>
    IntegratedEndpoint = 9,

    /// <summary>An event collector of the root complex (10).</summary>
    EventCollector = 10,

    /// <summary>A number that the specification leaves free.</summary>
    Unknown = 15,
}
