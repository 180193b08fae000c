using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Serialization;

namespace Passthrough.Tests.Guests;

/// <summary>No part of the model without a golden guest that shows what becomes of it.</summary>
public class ModelCoverageTests
{
    [Fact]
    public void Every_key_of_a_description_is_said_by_a_golden_guest() =>
        Assert.Empty(Unused(Descriptions(), values => values.Any(value => value.Length > 0)));

    [Fact]
    public void Every_property_of_a_guest_has_two_values_among_the_golden_guests() =>
        Assert.Empty(Unused(Guests(), values => values.Distinct(StringComparer.Ordinal).Skip(1).Any()));

    [Fact]
    public void Every_word_is_used_by_a_golden_guest()
    {
        var seen = Guests().Concat(Descriptions()).SelectMany(Walk).Where(value => value.GetType().IsEnum).Distinct().ToHashSet();
        var all = Parts(Guests()).Select(value => value.GetType()).Distinct().SelectMany(type => type.GetProperties()).Select(property => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType)
            .Where(type => type.IsEnum).Distinct().SelectMany(type => Enum.GetValues(type).Cast<object>());
        Assert.Empty(all.Except(seen));
    }

    private static IEnumerable<object> Guests() => TestGuests.Pinned.Select(row => row.Data).Select(row => (object)TestGuests.PinnedDesign(row.Item1, row.Item2).Guest);

    private static IEnumerable<object> Descriptions() => TestGuests.Pinned.Select(row => row.Data).Select(row => (object)TestGuests.Intent(row.Item1).Find(row.Item2)!);

    private static IEnumerable<string> Unused(IEnumerable<object> roots, Func<IReadOnlyCollection<string>, bool> isUsed) =>
        from part in Parts(roots)
        group part by part.GetType() into parts
        from property in Properties(parts.Key)
        where !isUsed([.. parts.Select(part => Text(property.GetValue(part)))])
        select $"{parts.Key.Name}.{property.Name}";

    // Records of the model, wherever they are.
    private static IEnumerable<object> Parts(IEnumerable<object> roots) => roots.SelectMany(Walk).Where(value => IsModel(value.GetType()));

    private static IEnumerable<object> Walk(object value) => value switch
    {
        string => [],
        IEnumerable list when !IsModel(value.GetType()) => IsDefault(list) ? [] : list.Cast<object>().SelectMany(Walk),
        _ when IsModel(value.GetType()) => Properties(value.GetType()).Select(property => property.GetValue(value)).OfType<object>().SelectMany(Walk).Prepend(value),
        _ => [value],
    };

    private static bool IsModel(Type type) => type.Namespace?.StartsWith("Passthrough.Guests", StringComparison.Ordinal) == true && type is { IsEnum: false, IsClass: true };

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite && property.GetCustomAttribute<JsonIgnoreAttribute>() is null);

    private static bool IsDefault(IEnumerable list) => (bool?)list.GetType().GetProperty(nameof(ImmutableArray<int>.IsDefault))?.GetValue(list) == true;

    private static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        IEnumerable list => IsDefault(list) ? "" : string.Join(' ', list.Cast<object>().Select(Text)),
        _ => value.ToString()!,
    };
}
