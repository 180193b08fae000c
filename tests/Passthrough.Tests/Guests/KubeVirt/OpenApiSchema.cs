using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Passthrough.Tests.Guests.KubeVirt;

/// <summary>
/// The definitions of an OpenAPI v2 document, as an API server with strict field validation holds a resource against them: types, required and unknown members, references, enumerations and the
/// formats of numbers and quantities. A keyword that it does not know is an error of its own, so that nothing is passed over.
/// </summary>
internal sealed partial class OpenApiSchema(JsonObject definitions)
{
    private const string ReferencePrefix = "#/definitions/";
    private const string Quantity = "k8s.io.apimachinery.pkg.api.resource.Quantity";

    private static readonly HashSet<string> Checked = ["type", "properties", "required", "$ref", "items", "additionalProperties", "enum", "format"];

    private static readonly HashSet<string> Described = ["description", "default", "title", "nullable"];

    /// <summary>Reads a document.</summary>
    public static OpenApiSchema Read(string path)
    {
        using var file = File.OpenRead(path);
        return new OpenApiSchema(JsonNode.Parse(file)!["definitions"]!.AsObject());
    }

    /// <summary>What is wrong with a value.</summary>
    /// <param name="definition">The name of its definition.</param>
    /// <param name="value">The value.</param>
    public IEnumerable<string> Problems(string definition, JsonNode value) => OfDefinition(definition, value, "");

    private IEnumerable<string> OfDefinition(string name, JsonNode? value, string path) =>
        definitions[name] is not JsonObject schema ? [$"{path}: there is no definition '{name}'"]
        : name == Quantity && !(value is JsonValue number && QuantityForm().IsMatch(number.ToString())) ? [$"{path}: '{value}' is no quantity"]
        : Of(schema, value, path);

    private IEnumerable<string> Of(JsonObject schema, JsonNode? value, string path) =>
    [
        .. schema.Select(keyword => keyword.Key).Where(keyword => !Checked.Contains(keyword) && !Described.Contains(keyword) && !keyword.StartsWith("x-", StringComparison.Ordinal)).Select(keyword => $"{path}: keyword '{keyword}' is not known"),
        .. schema["$ref"] is { } reference ? OfDefinition(reference.GetValue<string>()[ReferencePrefix.Length..], value, path) : [],
        .. schema["type"] is { } type && !Types(type).Any(word => IsA(word, value)) ? [$"{path}: '{value}' is no {type}"] : (IEnumerable<string>)[],
        .. schema["format"] is { } format && !Fits(format.GetValue<string>(), value) ? [$"{path}: '{value}' is no {format}"] : (IEnumerable<string>)[],
        .. schema["enum"] is JsonArray words && !words.Any(word => JsonNode.DeepEquals(word, value)) ? [$"{path}: '{value}' is none of {words.ToJsonString()}"] : (IEnumerable<string>)[],
        .. value is JsonArray list && schema["items"] is JsonObject item ? list.SelectMany((element, index) => Of(item, element, $"{path}[{index}]")) : [],
        .. value is JsonObject map && IsMapping(schema) ? Members(schema, map, path) : [],
    ];

    private IEnumerable<string> Members(JsonObject schema, JsonObject map, string path)
    {
        var required = schema["required"]?.AsArray().Select(name => name!.GetValue<string>()) ?? [];
        var missing = required.Where(name => !map.ContainsKey(name)).Select(name => $"{path}.{name}: is missing");
        return missing.Concat(map.SelectMany(member =>
            schema["properties"]?[member.Key] is JsonObject property ? Of(property, member.Value, $"{path}.{member.Key}")
            : schema["additionalProperties"] is JsonObject other ? Of(other, member.Value, $"{path}.{member.Key}")
            : [$"{path}.{member.Key}: is not known"]));
    }

    private static bool IsMapping(JsonObject schema) => schema["$ref"] is null;

    private static IEnumerable<string> Types(JsonNode type) => type is JsonArray several ? several.Select(word => word!.GetValue<string>()) : [type.GetValue<string>()];

    private static bool IsA(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) or ("boolean", JsonValueKind.True or JsonValueKind.False)
            or ("number", JsonValueKind.Number) or ("null", null or JsonValueKind.Null) => true,
        ("integer", JsonValueKind.Number) => long.TryParse(value!.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        _ => false,
    };

    private static bool Fits(string format, JsonNode? value) => format switch
    {
        "int32" => int.TryParse(value?.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "int64" => long.TryParse(value?.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        _ => false,
    };

    [GeneratedRegex(@"^[+-]?(\d+(\.\d*)?|\.\d+)([KMGTPE]i|[mkMGTPE]|[eE][+-]?\d+)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QuantityForm();
}
