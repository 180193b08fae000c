using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Serialization;
using Passthrough.Guests;
using Passthrough.Guests.Network;
using Passthrough.Host.Cpu;
using Passthrough.Host.Pci;
using Passthrough.Planning;

namespace Passthrough.Tests.Guests.KubeVirt;

/// <summary>A guest with one thing of it changed, for each thing and each way to change it, sensible or not.</summary>
internal static class GuestVariants
{
    /// <summary>All variants, each with what was changed, such as <c>GuestDisk.Cache: Unsafe</c>.</summary>
    public static IEnumerable<(string Change, GuestSpec Guest)> Of(GuestSpec guest) => OfRecord(guest).Select(variant => (variant.Change, Guest: (GuestSpec)variant.Value))
        // A bridge or macvtap without its name is none.
        .Where(variant => variant.Guest.Networks.All(network => network.Kind == GuestNetworkKind.Nat || network.Source is not null));

    private static IEnumerable<(string Change, object Value)> OfRecord(object record) =>
        from property in record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.CanWrite && property.GetCustomAttribute<JsonIgnoreAttribute>() is null
        from variant in OfValue($"{record.GetType().Name}.{property.Name}", property.PropertyType, property.GetValue(record))
        select (variant.Change, With(record, property, variant.Value));

    private static object With(object record, PropertyInfo property, object? value)
    {
        var copy = record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;
        property.SetValue(copy, value);
        return copy;
    }

    private static IEnumerable<(string Change, object? Value)> OfValue(string property, Type type, object? value) => value switch
    {
        _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) => OfList(property, type.GenericTypeArguments[0], value!),
        DeviceIdentity device => [(property + ": identity", device with { Identity = device.Identity with { Device = 0x1234 } }), (property + ": address", device with { Address = device.Address with { Bus = 0x77 } })],
        not null when type.GetMethod("<Clone>$") is not null => OfRecord(value).Select(variant => (variant.Change, (object?)variant.Value)),
        _ => Others(type, value).Select(other => ($"{property}: {Word(other)}", other)),
    };

    private static IEnumerable<(string Change, object? Value)> OfList(string property, Type type, object list) =>
        (IEnumerable<(string, object?)>)typeof(GuestVariants).GetMethod(nameof(OfItems), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, [property, list])!;

    private static IEnumerable<(string Change, object? Value)> OfItems<T>(string property, ImmutableArray<T> list) =>
        list.SelectMany((item, index) => OfValue(property, typeof(T), item).Select(variant => (variant.Change, (object?)list.SetItem(index, (T)variant.Value!))).Append((property + ": one less", list.RemoveAt(index))));

    private static IEnumerable<object?> Others(Type type, object? value) => (Nullable.GetUnderlyingType(type) is null ? [] : (IEnumerable<object?>)[null])
        .Concat(Candidates(Nullable.GetUnderlyingType(type) ?? type, value)).Where(other => !Equals(other, value));

    private static string Word(object? value) => value is null or bool or Enum ? value?.ToString() ?? "none" : "another";

    private static IEnumerable<object?> Candidates(Type type, object? value) => type switch
    {
        _ when type.IsEnum => Enum.GetValues(type).Cast<object>(),
        _ when type == typeof(bool) => [true, false],
        _ when type == typeof(int) => [((int?)value ?? 0) + 1],
        _ when type == typeof(ushort) => [(ushort)(((ushort?)value ?? 0) ^ 1)],
        _ when type == typeof(string) => [value + "x"],
        _ when type == typeof(Guid) => [Guid.ParseExact("2a1b6a8c-7f3d-4d7e-9b60-00000000ffff", "D")],
        _ when type == typeof(PciAddress) => [PciAddress.Parse("0000:78:00.0")],
        _ when type == typeof(CpuSet) => [((CpuSet?)value ?? CpuSet.Empty).Union(CpuSet.Of(1000))],
        _ when typeof(IEnumerable).IsAssignableFrom(type) || type.IsClass => [],
        _ => throw new NotSupportedException($"{type} has no variants"),
    };
}
