using Passthrough.Host.Reading;

namespace Passthrough.Host.Display;

/// <summary>Reads one connector's folder.</summary>
internal static class ConnectorReader
{
    /// <summary>The connector.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="name">Its name without the card.</param>
    public static DisplayConnector Read(MachineReader reader, string folder, string name) => new(
        name,
        reader.ReadLine($"{folder}/status") switch
        {
            "connected" => ConnectorStatus.Connected,
            "disconnected" => ConnectorStatus.Disconnected,
            _ => ConnectorStatus.Unknown,
        },
        reader.ReadLine($"{folder}/enabled") switch { "enabled" => true, "disabled" => false, _ => null },
        [.. (reader.ReadText($"{folder}/modes") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)],
        reader.ReadBytes($"{folder}/edid") is { } edid ? Edid.Parse(edid) : null);
}
