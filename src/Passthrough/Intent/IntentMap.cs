using System.Collections.Immutable;
using YamlDotNet.RepresentationModel;

namespace Passthrough.Intent;

/// <summary>The keys of a mapping.</summary>
/// <param name="owner">The mapping.</param>
/// <param name="map">Its content.</param>
internal sealed class IntentMap(IntentNode owner, YamlMappingNode map)
{
    /// <summary>The mapping itself.</summary>
    public IntentNode Owner => owner;

    /// <summary>The value of a key; null when it is absent or nothing.</summary>
    public IntentNode? this[string key]
    {
        get
        {
            foreach (var (name, value) in map.Children)
            {
                if (name is YamlScalarNode scalar && string.Equals(scalar.Value, key, StringComparison.Ordinal))
                {
                    return IntentNode.IsNothing(value) ? null : new IntentNode(owner.Source, value, Join(owner.Key, key));
                }
            }

            return null;
        }
    }

    /// <summary>The value of a key that must be there.</summary>
    public IntentNode Need(string key) => this[key] ?? throw owner.Bad($"'{key}' is missing");

    /// <summary>The items of a key's list; empty when it is absent.</summary>
    /// <typeparam name="T">What an item is.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="read">Reads an item.</param>
    public ImmutableArray<T> List<T>(string key, Func<IntentNode, T> read) => this[key] is { } list ? [.. list.Items().Select(read)] : [];

    /// <summary>A key below another.</summary>
    public static string Join(string outer, string inner) => outer.Length == 0 ? inner : $"{outer}.{inner}";
}
