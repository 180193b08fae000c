using System.Text.Json;

namespace Passthrough.Host.Virtualization;

/// <summary>Understands QEMU's firmware descriptors (<c>docs/interop/firmware.json</c> of QEMU) as far as the choice needs it.</summary>
public static class FirmwareDescriptor
{
    /// <summary>True when the descriptor offers UEFI for x86-64 guests; false for any other or for text that is no descriptor.</summary>
    /// <param name="json">The file.</param>
    public static bool IsUefiForX64(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return Has(root, "interface-types", type => IsText(type, "uefi"))
                && Has(root, "targets", target => target.ValueKind == JsonValueKind.Object
                    && target.TryGetProperty("architecture", out var architecture) && IsText(architecture, "x86_64"));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool Has(JsonElement parent, string name, Func<JsonElement, bool> isWanted) =>
        parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty(name, out var list)
        && list.ValueKind == JsonValueKind.Array
        && list.EnumerateArray().Any(isWanted);

    private static bool IsText(JsonElement element, string text) => element.ValueKind == JsonValueKind.String && element.ValueEquals(text);
}
