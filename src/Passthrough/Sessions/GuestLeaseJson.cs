using System.Text.Json.Serialization;

namespace Passthrough.Sessions;

/// <summary>Leases to JSON and back, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(GuestLease))]
internal sealed partial class GuestLeaseJson : JsonSerializerContext;
