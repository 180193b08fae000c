using System.Text.Json.Serialization;
using Passthrough.Host;

namespace Passthrough.Changes.Journal;

/// <summary>Serialization of the journal's documents without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, Converters = [typeof(CamelCaseEnumConverter<EffectOrigin>), typeof(CamelCaseEnumConverter<Reversal>)])]
[JsonSerializable(typeof(Effect))]
[JsonSerializable(typeof(Commit))]
[JsonSerializable(typeof(ReversalRecord))]
[JsonSerializable(typeof(TrialRecord))]
internal sealed partial class JournalJsonContext : JsonSerializerContext;
