using System.Text.Json;
using System.Text.Json.Serialization;

namespace Passthrough.Host;

/// <summary>Writes an enumeration's values as names in camelCase, as all documents do.</summary>
/// <typeparam name="TEnum">The enumeration.</typeparam>
public sealed class CamelCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
