using System.Text.Json.Serialization;
using Passthrough.Host;
using Passthrough.Host.Usb;

namespace Passthrough.Cli.Documents;

/// <summary>The documents of commands that go on and write one a line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(CamelCaseEnumConverter<UsbUse>)])]
[JsonSerializable(typeof(UsbPluggingDocument))]
[JsonSerializable(typeof(UsbLoanDocument))]
internal sealed partial class LineDocuments : JsonSerializerContext;
