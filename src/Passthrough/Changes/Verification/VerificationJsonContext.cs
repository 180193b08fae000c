using System.Text.Json.Serialization;
using Passthrough.Changes.Guard;
using Passthrough.Changes.Journal;
using Passthrough.Host;

namespace Passthrough.Changes.Verification;

/// <summary>Serialization of the documents of <c>verify</c> and <c>status</c> without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    Converters = [typeof(CamelCaseEnumConverter<VerifyStatus>), typeof(CamelCaseEnumConverter<VerifyOutcome>), typeof(CamelCaseEnumConverter<TransactionState>), typeof(CamelCaseEnumConverter<TrialState>)])]
[JsonSerializable(typeof(VerifyReport))]
[JsonSerializable(typeof(StatusReport))]
public sealed partial class VerificationJsonContext : JsonSerializerContext;
