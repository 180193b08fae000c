using System.Text.Json;
using System.Text.Json.Serialization;

namespace Passthrough.Host.Pci;

/// <summary>Writes a PCI address as the text that sysfs uses.</summary>
public sealed class PciAddressJsonConverter : JsonConverter<PciAddress>
{
    /// <inheritdoc/>
    public override PciAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString();
        return PciAddress.TryParse(text, out var value) ? value : throw new JsonException($"'{text}' is not a PciAddress");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PciAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
