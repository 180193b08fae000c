using System.Text.Json;
using System.Text.Json.Serialization;
using Passthrough.Host.Boot;
using Passthrough.Host.Cpu;
using Passthrough.Host.Display;
using Passthrough.Host.Distribution;
using Passthrough.Host.Iommu;
using Passthrough.Host.Network;
using Passthrough.Host.Security;
using Passthrough.Host.Storage;
using Passthrough.Host.Usb;
using Passthrough.Host.Virtualization;

namespace Passthrough.Host;

/// <summary>Facts to JSON and back, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters =
    [
        typeof(CamelCaseEnumConverter<IommuKind>),
        typeof(CamelCaseEnumConverter<BootLoaderKind>),
        typeof(CamelCaseEnumConverter<KernelLineTool>),
        typeof(CamelCaseEnumConverter<InitramfsGenerator>),
        typeof(CamelCaseEnumConverter<DriverForm>),
        typeof(CamelCaseEnumConverter<CoreKind>),
        typeof(CamelCaseEnumConverter<CoreKindSource>),
        typeof(CamelCaseEnumConverter<ConnectorStatus>),
        typeof(CamelCaseEnumConverter<HolderRole>),
        typeof(CamelCaseEnumConverter<UsbUse>),
        typeof(CamelCaseEnumConverter<BlockDeviceKind>),
        typeof(CamelCaseEnumConverter<MappingKind>),
        typeof(CamelCaseEnumConverter<StorageTransport>),
        typeof(CamelCaseEnumConverter<InterfaceKind>),
        typeof(CamelCaseEnumConverter<InterfaceManager>),
        typeof(CamelCaseEnumConverter<LockdownMode>),
        typeof(CamelCaseEnumConverter<DistributionFamily>),
        typeof(CamelCaseEnumConverter<LibvirtForm>),
    ],
    WriteIndented = true)]
[JsonSerializable(typeof(HostFactsDocument))]
public sealed partial class HostFactsJson : JsonSerializerContext
{
    /// <summary>The document of these facts.</summary>
    /// <param name="facts">The facts.</param>
    public static string Write(HostFacts facts) => JsonSerializer.Serialize(new HostFactsDocument(1, facts), Default.HostFactsDocument);

    /// <summary>The facts of a document that <see cref="Write"/> wrote.</summary>
    /// <param name="document">The document.</param>
    /// <exception cref="JsonException">It is no such document.</exception>
    public static HostFacts Read(string document) =>
        JsonSerializer.Deserialize(document, Default.HostFactsDocument)?.Facts ?? throw new JsonException("the document is empty");
}
