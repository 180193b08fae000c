using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Passthrough.Host.Pci;

/// <summary>Writes a class code as six hexadecimal digits.</summary>
public sealed class PciClassJsonConverter : JsonConverter<PciClass>
{
    /// <inheritdoc/>
    public override PciClass Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString();
        return PciClass.TryParse(text, out var value) ? value : throw new JsonException($"'{text}' is not a PciClass");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PciClass value, JsonSerializerOptions options) => writer.WriteStringValue(value.Code.ToString("x6", CultureInfo.InvariantCulture));
}
