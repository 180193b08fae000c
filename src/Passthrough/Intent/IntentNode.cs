using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Passthrough.Failures;
using Passthrough.Guests;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Passthrough.Intent;

/// <summary>One value of the intent with the key that leads to it. Every method but the tests throws <see cref="InvalidInputException"/> with file, line and key when the value is of another type.</summary>
/// <param name="source">The file.</param>
/// <param name="node">The value.</param>
/// <param name="key">The key, such as <c>disks[1].cache</c>.</param>
internal sealed class IntentNode(IntentSource source, YamlNode node, string key)
{
    private const string YesWords = "on, yes or true; off, no or false";

    /// <summary>The key that leads here.</summary>
    public string Key => key;

    /// <summary>The value's line, from 1.</summary>
    public int Line => (int)node.Start.Line;

    /// <summary>The file.</summary>
    public IntentSource Source => source;

    /// <summary>The value itself.</summary>
    public YamlNode Node => node;

    /// <summary>True for a single value.</summary>
    public bool IsScalar => node is YamlScalarNode;

    /// <summary>True for a list.</summary>
    public bool IsList => node is YamlSequenceNode;

    /// <summary>True for nothing at all: an empty value, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => IsNothing(node);

    /// <summary>What is wrong here.</summary>
    public InvalidInputException Bad(string problem, string? nextStep = null) => source.Bad(Line, key, problem, nextStep);

    /// <summary>True for nothing at all.</summary>
    public static bool IsNothing(YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };

    /// <summary>A text that is not empty.</summary>
    public string Text() => node is YamlScalarNode { Value: { Length: > 0 } value } && !IsNull ? value : throw Bad(IsScalar ? "must have a value" : "must be a single value");

    /// <summary>A text as it is, the empty one too.</summary>
    public string TextOrEmpty() => node is YamlScalarNode { Value: { } value } && (value.Length > 0 || !IsNull) ? value : throw Bad("must be a text; an empty one is written \"\"");

    /// <summary>A whole number.</summary>
    /// <param name="least">The least.</param>
    /// <param name="most">The most.</param>
    public int Number(int least, int most) =>
        int.TryParse(Text(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Bad($"'{Text()}' is no whole number from {least} to {most}");

    /// <summary>Yes or no, in YAML's words of both versions.</summary>
    public bool Flag() => TryFlag() ?? throw Bad($"'{Text()}' is neither yes nor no: {YesWords}");

    /// <summary>Yes or no; null for another text.</summary>
    public bool? TryFlag() => Text() switch
    {
        "on" or "yes" or "true" => true,
        "off" or "no" or "false" => false,
        _ => null,
    };

    /// <summary>A word of an enumeration.</summary>
    /// <typeparam name="T">The enumeration; its members carry their words.</typeparam>
    public T Word<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>()
        where T : struct, Enum
    {
        var known = EnumWord.All<T>();
        return EnumWord.Parse<T>(Text()) ?? throw Bad($"'{Text()}' is not known here; known are {string.Join(", ", known)}{Meant(known, Text())}");
    }

    /// <summary>An amount of memory in MiB.</summary>
    /// <param name="least">The least.</param>
    /// <param name="most">The most.</param>
    public int Memory(int least, int most) =>
        MemorySize.ParseMiB(Text()) is { } size && size >= least && size <= most ? size : throw Bad($"'{Text()}' is no amount of memory from {least}M to {most}M, such as 8G or 6144M");

    /// <summary>An absolute path.</summary>
    public string Path() => GuestRules.IsPath(Text()) ? Text() : throw Bad($"'{Text()}' is no absolute path");

    /// <summary>The items of a list.</summary>
    public IEnumerable<IntentNode> Items() => node is YamlSequenceNode list
        ? list.Children.Select((item, index) => new IntentNode(source, item, $"{key}[{index}]"))
        : throw Bad("must be a list (- item)");

    /// <summary>The keys of a mapping, each of which must be known.</summary>
    /// <param name="known">The keys.</param>
    public IntentMap Map(params string[] known)
    {
        if (node is not YamlMappingNode map)
        {
            throw Bad(known.Length > 0 ? $"must be a mapping with the keys {string.Join(", ", known)}" : "must be a mapping (key: value)");
        }

        foreach (var (name, _) in map.Children)
        {
            if (known.Length > 0 && (name is not YamlScalarNode { Value: { } word } || !known.Contains(word, StringComparer.Ordinal)))
            {
                throw source.Bad(name.Start.Line, IntentMap.Join(key, name.ToString()), $"there is no such key{Meant(known, name.ToString())}; known are {string.Join(", ", known)}");
            }
        }

        return new IntentMap(this, map);
    }

    private static string Meant(IEnumerable<string> known, string word) => NearestWord.Of(known, word) is { } near ? $" (did you mean '{near}'?)" : "";
}
