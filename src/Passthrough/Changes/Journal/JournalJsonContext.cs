using System.Text.Json.Serialization;

namespace Passthrough.Changes.Journal;

/// <summary>Serialization of the journal's documents without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(Effect))]
[JsonSerializable(typeof(Commit))]
[JsonSerializable(typeof(ReversalRecord))]
internal sealed partial class JournalJsonContext : JsonSerializerContext;
