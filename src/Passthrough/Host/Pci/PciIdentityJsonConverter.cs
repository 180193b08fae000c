using System.Text.Json;
using System.Text.Json.Serialization;

namespace Passthrough.Host.Pci;

/// <summary>Writes ids as the text <c>vendor:device/subvendor:subdevice</c>.</summary>
public sealed class PciIdentityJsonConverter : JsonConverter<PciIdentity>
{
    /// <inheritdoc/>
    public override PciIdentity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString();
        return PciIdentity.TryParse(text, out var value) ? value : throw new JsonException($"'{text}' is not a PciIdentity");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PciIdentity value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
