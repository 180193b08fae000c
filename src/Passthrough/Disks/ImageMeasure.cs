using System.Text.Json;

namespace Passthrough.Disks;

/// <summary>What <c>qemu-img measure --output=json</c> says. Pure.</summary>
internal static class ImageMeasure
{
    /// <summary>Reads the program's output.</summary>
    /// <param name="json">The output.</param>
    /// <returns>The bytes that the new image takes at most; null when it is no such document.</returns>
    public static long? Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("required", out var value)
                && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var bytes) && bytes >= 0
                ? bytes
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
