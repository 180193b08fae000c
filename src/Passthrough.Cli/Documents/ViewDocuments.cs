using System.Text.Json.Serialization;
using Passthrough.Host;
using Passthrough.Host.Iommu;
using Passthrough.Host.Snapshots;
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
        typeof(CamelCaseEnumConverter<PersonalKind>),
    ],
    WriteIndented = true)]
[JsonSerializable(typeof(CheckDocument))]
[JsonSerializable(typeof(GroupsDocument))]
[JsonSerializable(typeof(DevicesDocument))]
[JsonSerializable(typeof(GuestDocument))]
[JsonSerializable(typeof(GuestListDocument))]
[JsonSerializable(typeof(RehearsalDocument))]
[JsonSerializable(typeof(SnapshotDocument))]
internal sealed partial class ViewDocuments : JsonSerializerContext;
