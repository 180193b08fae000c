using System.Text.Json.Serialization;
using Passthrough.Host;
using Passthrough.Host.Cpu;
using Passthrough.Host.Iommu;
using Passthrough.Planning.CpuPinning;
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
        typeof(CamelCaseEnumConverter<CorePlanReason>),
    ],
    WriteIndented = true)]
[JsonSerializable(typeof(CheckDocument))]
[JsonSerializable(typeof(GroupsDocument))]
[JsonSerializable(typeof(DevicesDocument))]
[JsonSerializable(typeof(CpuDocument))]
[JsonSerializable(typeof(GuestDocument))]
[JsonSerializable(typeof(GuestListDocument))]
[JsonSerializable(typeof(RehearsalDocument))]
internal sealed partial class ViewDocuments : JsonSerializerContext;
