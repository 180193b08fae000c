using System.Text.Json.Serialization;

namespace Passthrough.Host.Firmware;

/// <summary>One of the firmware's boot entries.</summary>
/// <param name="Number">The number in the name of its variable.</param>
/// <param name="Option">What it starts.</param>
public sealed record FirmwareEntry(ushort Number, EfiLoadOption Option)
{
    /// <summary>The name of its variable: <c>Boot0007</c>.</summary>
    [JsonIgnore]
    public string Name => FirmwareVariables.EntryName(Number);

    /// <summary>The entry in words.</summary>
    public override string ToString() => $"{Name} '{Option.Description}'";
}
