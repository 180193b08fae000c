using System.Text.Json.Serialization;
using Passthrough.Host;
using Passthrough.Host.Network;

namespace Passthrough.Planning.Bridges;

/// <summary>What a plan makes of one interface: the port of a bridge that takes over its address, and by whom that is switched.</summary>
/// <param name="Nic">The interface.</param>
/// <param name="Name">The bridge.</param>
/// <param name="Manager">Who configures both (<see cref="InterfaceManager.Networkd"/> or <see cref="InterfaceManager.NetworkManager"/>).</param>
/// <param name="Gateway">The gateway that must answer, as text of an IP address.</param>
/// <param name="WaitSeconds">Within how many seconds.</param>
public sealed record BridgedPort(
    string Nic,
    string Name,
    [property: JsonConverter(typeof(CamelCaseEnumConverter<InterfaceManager>))] InterfaceManager Manager,
    string Gateway,
    int WaitSeconds)
{
    /// <summary>The uuid of NetworkManager's connection on the interface before; null with another manager.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Connection { get; init; }

    /// <summary>The uuid of the connection that makes the interface a port; null with another manager.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PortConnection { get; init; }
}
