using System.Text.Json.Serialization;

namespace Passthrough.Planning;

/// <summary>Serialization of <see cref="Plan"/> without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(Plan))]
[JsonSerializable(typeof(PlanBasis))]
internal sealed partial class PlanJsonContext : JsonSerializerContext;
