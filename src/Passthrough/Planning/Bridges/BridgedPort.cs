using System.Text.Json.Serialization;
using Passthrough.Host;
using Passthrough.Host.Network;

namespace Passthrough.Planning.Bridges;

/// <summary>What a plan makes of one interface: the port of a bridge that takes over its address, and by whom that is switched.</summary>
/// <param name="Nic">The interface.</param>
/// <param name="Name">The bridge.</param>
/// <param name="Manager">Who configures both (<see cref="InterfaceManager.Networkd"/>, <see cref="InterfaceManager.NetworkManager"/> or <see cref="InterfaceManager.Ifupdown"/>).</param>
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

    /// <summary>True when netplan writes what the manager reads, and is to do so before each switch.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsByNetplan { get; init; }

    /// <summary>The file of ifupdown that says what both are, the machine's own path; null with another manager.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Definition { get; init; }
}
