using System.Text.Json;

namespace Passthrough.Disks;

/// <summary>What <c>qemu-img check --output=json</c> found.</summary>
/// <param name="Corruptions">Errors in the image's structure: data is lost or will be.</param>
/// <param name="Leaks">Clusters that are taken and belong to nothing: space is lost, no data.</param>
/// <param name="CheckErrors">What could not be checked, mostly because it could not be read.</param>
/// <param name="CorruptionsFixed">Errors that were repaired.</param>
/// <param name="LeaksFixed">Leaks that were repaired.</param>
public sealed record ImageCheck(long Corruptions, long Leaks, long CheckErrors, long CorruptionsFixed, long LeaksFixed)
{
    /// <summary>True when nothing but leaks is left.</summary>
    public bool IsSound => Corruptions == 0 && CheckErrors == 0;

    /// <summary>Reads the program's output.</summary>
    /// <param name="json">The output.</param>
    /// <returns>Null when it is no such document.</returns>
    public static ImageCheck? Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("check-errors", out _)
                ? new ImageCheck(Number(root, "corruptions"), Number(root, "leaks"), Number(root, "check-errors"), Number(root, "corruptions-fixed"), Number(root, "leaks-fixed"))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static long Number(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;
}
