using System.Text.Json.Serialization;

namespace Passthrough.Changes.Verification;

/// <summary>Serialization of the documents of <c>verify</c> and <c>status</c> without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(VerifyReport))]
[JsonSerializable(typeof(StatusReport))]
public sealed partial class VerificationJsonContext : JsonSerializerContext;
