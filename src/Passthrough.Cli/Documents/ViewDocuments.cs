using System.Text.Json.Serialization;
using Passthrough.Guests.Pinning;
using Passthrough.Host;
using Passthrough.Host.Cpu;
using Passthrough.Host.Display;
using Passthrough.Host.Iommu;
using Passthrough.Host.Network;
using Passthrough.Host.Snapshots;
using Passthrough.Host.Storage;
using Passthrough.Host.Usb;
using Passthrough.Readiness;

namespace Passthrough.Cli.Documents;

/// <summary>The documents of the reading commands, written without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters =
    [
        typeof(CamelCaseEnumConverter<IommuKind>),
        typeof(CamelCaseEnumConverter<Severity>),
        typeof(CamelCaseEnumConverter<GpuReadiness>),
        typeof(CamelCaseEnumConverter<CoreKind>),
        typeof(CamelCaseEnumConverter<CoreKindSource>),
        typeof(CamelCaseEnumConverter<PinningReason>),
        typeof(CamelCaseEnumConverter<PersonalKind>),
        typeof(CamelCaseEnumConverter<ConnectorStatus>),
        typeof(CamelCaseEnumConverter<HolderRole>),
        typeof(CamelCaseEnumConverter<UsbUse>),
        typeof(CamelCaseEnumConverter<BlockDeviceKind>),
        typeof(CamelCaseEnumConverter<MappingKind>),
        typeof(CamelCaseEnumConverter<StorageTransport>),
        typeof(CamelCaseEnumConverter<DiskUseKind>),
        typeof(CamelCaseEnumConverter<ControllerObstacleKind>),
        typeof(CamelCaseEnumConverter<InterfaceKind>),
        typeof(CamelCaseEnumConverter<InterfaceManager>),
        typeof(CamelCaseEnumConverter<BridgeAnswerKind>),
    ],
    WriteIndented = true)]
[JsonSerializable(typeof(CheckDocument))]
[JsonSerializable(typeof(GroupsDocument))]
[JsonSerializable(typeof(DevicesDocument))]
[JsonSerializable(typeof(CpuDocument))]
[JsonSerializable(typeof(UsbDocument))]
[JsonSerializable(typeof(DisplaysDocument))]
[JsonSerializable(typeof(DisksDocument))]
[JsonSerializable(typeof(DiskImageDocument))]
[JsonSerializable(typeof(NetworkDocument))]
[JsonSerializable(typeof(GuestDocument))]
[JsonSerializable(typeof(GuestListDocument))]
[JsonSerializable(typeof(ReleaseDocument))]
[JsonSerializable(typeof(SessionsDocument))]
[JsonSerializable(typeof(GuestImportDocument))]
[JsonSerializable(typeof(GuestEditDocument))]
[JsonSerializable(typeof(RehearsalDocument))]
[JsonSerializable(typeof(SnapshotDocument))]
[JsonSerializable(typeof(ToggleTestDocument))]
internal sealed partial class ViewDocuments : JsonSerializerContext;
