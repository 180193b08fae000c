namespace Passthrough.Planning.Bridges;

/// <summary>The bridge that the person asked for.</summary>
/// <param name="Nic">The interface that shall become its port.</param>
public sealed record BridgeRequest(string Nic)
{
    /// <summary>The bridge's name when the person gives none.</summary>
    public const string UsualName = "br0";

    /// <summary>How long the gateway has to answer when the person says nothing, in seconds: longer than DHCP takes on a network that answers.</summary>
    public const int UsualWait = 30;

    /// <summary>The bridge's name.</summary>
    public string Name { get; init; } = UsualName;

    /// <summary>Within how many seconds the gateway must answer over the bridge; otherwise all is taken back.</summary>
    public int WaitSeconds { get; init; } = UsualWait;
}
