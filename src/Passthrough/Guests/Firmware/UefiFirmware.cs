using System.Collections.Immutable;
using System.Text.Json;

namespace Passthrough.Guests.Firmware;

/// <summary>
/// A UEFI firmware for guests, from a descriptor as QEMU's <c>docs/interop/firmware.json</c> defines it. Only what a passthrough guest can use is read: x86-64, q35, in flash, raw.
/// </summary>
/// <param name="CodePath">The machine's own path of the code.</param>
/// <param name="VariablesTemplatePath">The machine's own path of the empty variable store.</param>
/// <param name="Features">Such as <c>secure-boot</c>, <c>enrolled-keys</c>, <c>requires-smm</c>.</param>
public sealed record UefiFirmware(string CodePath, string VariablesTemplatePath, ImmutableArray<string> Features)
{
    /// <summary>True when a guest without system management mode and without enrolled keys can be started with it: any card's driver and any loader run.</summary>
    public bool IsPlain => !Features.Intersect(["requires-smm", "enrolled-keys", "amd-sev-snp", "intel-tdx"], StringComparer.Ordinal).Any();

    /// <summary>The first plain firmware; descriptors count in the order of their file names, which is how distributions and administrators rank them.</summary>
    /// <param name="descriptors">The files' contents, ordered by name; null for one that could not be read.</param>
    /// <returns>Null when none is usable.</returns>
    public static UefiFirmware? Choose(IEnumerable<string?> descriptors) =>
        descriptors.Select(text => text is null ? null : Parse(text)).FirstOrDefault(firmware => firmware is { IsPlain: true });

    /// <summary>Reads one descriptor. Never throws.</summary>
    /// <returns>Null for what is no descriptor or describes a firmware for other guests.</returns>
    public static UefiFirmware? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return OfDescriptor(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second is what a string with half a surrogate pair gives.
            return null;
        }
    }

    private static UefiFirmware? OfDescriptor(JsonElement root)
    {
        var mapping = Property(root, "mapping");
        return Texts(Property(root, "interface-types")).Contains("uefi", StringComparer.Ordinal)
            && Items(Property(root, "targets")).Any(IsQ35)
            && Text(mapping, "device") is "flash"
            && Text(mapping, "mode") is null or "split"
            && FileOf(mapping, "executable") is { } code
            && FileOf(mapping, "nvram-template") is { } variables
            ? new UefiFirmware(code, variables, [.. Texts(Property(root, "features"))])
            : null;
    }

    private static bool IsQ35(JsonElement target) =>
        Text(target, "architecture") is "x86_64" && Texts(Property(target, "machines")).Any(machine => machine is "q35" or "pc-q35-*" or "*");

    private static string? FileOf(JsonElement mapping, string name) =>
        Text(Property(mapping, name), "format") is "raw" && Text(Property(mapping, name), "filename") is { } path && path.StartsWith('/') ? path : null;

    private static JsonElement Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement element, string name) =>
        Property(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement element) => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : default;

    private static ImmutableArray<string> Texts(JsonElement element) =>
        [.. Items(element).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)];
}
