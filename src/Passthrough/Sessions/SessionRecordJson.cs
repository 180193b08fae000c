using System.Text.Json.Serialization;
using Passthrough.Host.Cpu;

namespace Passthrough.Sessions;

/// <summary>Session records to JSON and back, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true, Converters = [typeof(CpuSetJsonConverter)])]
[JsonSerializable(typeof(SessionRecord))]
internal sealed partial class SessionRecordJson : JsonSerializerContext;
