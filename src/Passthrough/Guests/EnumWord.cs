using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json.Serialization;

namespace Passthrough.Guests;

/// <summary>The words of the model's enumerations: those that <see cref="JsonStringEnumMemberNameAttribute"/> names, so that the intent, JSON and messages use the same.</summary>
public static class EnumWord
{
    /// <summary>The word of a value.</summary>
    /// <typeparam name="T">An enumeration whose members all carry the attribute.</typeparam>
    /// <param name="value">One of its members.</param>
    public static string Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(T value)
        where T : struct, Enum => Pairs<T>().First(pair => EqualityComparer<T>.Default.Equals(pair.Value, value)).Word;

    /// <summary>All words, in the order of the members.</summary>
    /// <typeparam name="T">An enumeration whose members all carry the attribute.</typeparam>
    public static ImmutableArray<string> All<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>()
        where T : struct, Enum => [.. Pairs<T>().Select(pair => pair.Word)];

    /// <summary>The value of a word.</summary>
    /// <typeparam name="T">An enumeration whose members all carry the attribute.</typeparam>
    /// <param name="word">Any text.</param>
    /// <returns>Null for a word of no member.</returns>
    public static T? Parse<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(string word)
        where T : struct, Enum => Pairs<T>().Where(pair => string.Equals(pair.Word, word, StringComparison.Ordinal)).Select(pair => (T?)pair.Value).FirstOrDefault();

    private static IEnumerable<(string Word, T Value)> Pairs<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>()
        where T : struct, Enum => typeof(T).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? field.Name, (T)field.GetValue(null)!));
}
