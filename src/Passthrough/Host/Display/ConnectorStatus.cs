namespace Passthrough.Host.Display;

/// <summary>What the driver says about a connector (<c>/sys/class/drm/CARD-CONNECTOR/status</c>).</summary>
public enum ConnectorStatus
{
    /// <summary>The driver cannot tell, or the file is absent.</summary>
    Unknown,

    /// <summary>A screen is plugged in.</summary>
    Connected,

    /// <summary>Nothing is plugged in.</summary>
    Disconnected,
}
