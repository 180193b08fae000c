using System.Text.Json.Serialization;

namespace Passthrough.Cli.Documents;

/// <summary>The documents of the reading commands, written without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(CheckDocument))]
[JsonSerializable(typeof(GroupsDocument))]
[JsonSerializable(typeof(DevicesDocument))]
[JsonSerializable(typeof(GuestDocument))]
[JsonSerializable(typeof(GuestListDocument))]
internal sealed partial class ViewDocuments : JsonSerializerContext;
