using System.Text.Json.Nodes;

namespace Passthrough.Guests.KubeVirt;

/// <summary>Manifests as trees that both JSON and YAML are written from.</summary>
internal static class Tree
{
    /// <summary>A mapping in the given order; members without a value are left out.</summary>
    public static JsonObject Map(params ReadOnlySpan<(string Key, JsonNode? Value)> members)
    {
        var map = new JsonObject();
        foreach (var (key, value) in members)
        {
            if (value is not null)
            {
                map.Add(key, value);
            }
        }

        return map;
    }

    /// <summary>A list; null when it is empty.</summary>
    public static JsonArray? List(IEnumerable<JsonNode> items) => items.ToArray() is { Length: > 0 } nodes ? new JsonArray(nodes) : null;

    /// <summary>The value where it is to be said; else null.</summary>
    public static JsonNode? When(bool isSaid, JsonNode value) => isSaid ? value : null;

    /// <summary>A switch of KubeVirt's.</summary>
    public static JsonObject On() => Map(("enabled", true));
}
