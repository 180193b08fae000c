using System.Text.Json.Serialization;

namespace Passthrough.Sessions.Usb.Switching;

/// <summary>The switch's answers to JSON and back, without reflection; each is one line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SwitchAnswer))]
internal sealed partial class SwitchJson : JsonSerializerContext;
