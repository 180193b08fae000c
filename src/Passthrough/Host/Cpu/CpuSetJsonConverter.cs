using System.Text.Json;
using System.Text.Json.Serialization;

namespace Passthrough.Host.Cpu;

/// <summary>Writes a set of CPUs as the kernel's list (<c>"0-3,8"</c>) and reads it back.</summary>
public sealed class CpuSetJsonConverter : JsonConverter<CpuSet>
{
    /// <inheritdoc/>
    public override CpuSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        CpuSet.FromList(reader.GetString()) ?? throw new JsonException("this is not a list of CPUs");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, CpuSet value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
