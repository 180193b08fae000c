using System.Text.Json.Serialization;

namespace Passthrough.Host.Pci.Config;

/// <summary>The bits of Access Control Services, the same in the capability and the control register (PCI Express Base Specification, 7.7.11).</summary>
[Flags]
[JsonConverter(typeof(CamelCaseEnumConverter<PciAcsFlags>))]
public enum PciAcsFlags
{
    /// <summary>No bit.</summary>
    None = 0,

    /// <summary>Source validation: a device cannot pretend to be another.</summary>
    SourceValidation = 1,

    /// <summary>Translation blocking: requests that claim to be translated are stopped.</summary>
    TranslationBlocking = 2,

    /// <summary>Requests from device to device are sent up to the IOMMU.</summary>
    RequestRedirect = 4,

    /// <summary>Completions from device to device are sent up to the IOMMU.</summary>
    CompletionRedirect = 8,

    /// <summary>Requests that were sent up and come back are let through.</summary>
    UpstreamForwarding = 16,

    /// <summary>Single ports can be closed to each other.</summary>
    EgressControl = 32,

    /// <summary>Translated requests may go directly.</summary>
    DirectTranslated = 64,
}
