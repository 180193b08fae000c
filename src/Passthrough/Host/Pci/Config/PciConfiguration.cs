using System.Collections.Immutable;

namespace Passthrough.Host.Pci.Config;

/// <summary>
/// What a function says about itself in config space (file <c>config</c>). Without root the kernel shows the first 64 bytes only: then a capability is
/// not known, which is not the same as absent.
/// </summary>
public sealed record PciConfiguration
{
    /// <summary>How many bytes could be read: 64 without root, 256 of a PCI function, 4096 of a PCI Express function.</summary>
    public required int ReadableBytes { get; init; }

    /// <summary>The header's layout.</summary>
    public required PciHeaderKind Header { get; init; }

    /// <summary>True when the device has further functions (top bit of the header type).</summary>
    public required bool IsMultifunction { get; init; }

    /// <summary>True when the whole capability list was seen (also when there is none); false when it reaches beyond the readable bytes.</summary>
    public required bool AreCapabilitiesReadable { get; init; }

    /// <summary>True when the whole extended capability list was seen, or there can be none; false when it reaches beyond the readable bytes.</summary>
    public required bool AreExtendedCapabilitiesReadable { get; init; }

    /// <summary>The capability list in its own order, as far as it was seen.</summary>
    public ImmutableArray<PciCapability> Capabilities { get; init; } = [];

    /// <summary>The extended capability list in its own order, as far as it was seen.</summary>
    public ImmutableArray<PciExtendedCapability> ExtendedCapabilities { get; init; } = [];

    /// <summary>PCI Express; null when the function has no such capability or it was not readable.</summary>
    public PciExpress? Express { get; init; }

    /// <summary>Power management; null when the function has no such capability or it was not readable.</summary>
    public PciPowerManagement? PowerManagement { get; init; }

    /// <summary>True when a conventional function can be reset alone (Advanced Features capability); null when the function has no such capability or it was not readable.</summary>
    public bool? HasAdvancedFeaturesReset { get; init; }

    /// <summary>Access Control Services; null when the function has no such capability or it was not readable.</summary>
    public PciAccessControl? AccessControl { get; init; }

    /// <summary>The BARs whose size can be chosen; empty when there are none or the capability was not readable.</summary>
    public ImmutableArray<PciResizableBar> ResizableBars { get; init; } = [];

    /// <summary>True when the function can split itself into virtual functions (SR-IOV).</summary>
    public bool HasVirtualFunctions { get; init; }

    /// <summary>True when the function can be reset alone, by either capability; null when that is not readable.</summary>
    public bool? HasFunctionLevelReset =>
        Express?.HasFunctionLevelReset is true || HasAdvancedFeaturesReset is true ? true : AreCapabilitiesReadable ? false : null;
}
