using System.Collections.Immutable;

namespace Passthrough.Host.Display;

/// <summary>A connector of a DRM card, from <c>/sys/class/drm/CARD-NAME/</c>.</summary>
/// <param name="Name">Its name without the card: <c>HDMI-A-1</c>, <c>eDP-1</c>.</param>
/// <param name="Status">Whether a screen is plugged in (file <c>status</c>).</param>
/// <param name="IsEnabled">True when the host shows a picture there (file <c>enabled</c>); null when absent.</param>
/// <param name="Modes">Resolutions, the preferred one first, each once (file <c>modes</c>); empty when none is known.</param>
/// <param name="Monitor">The screen as its EDID names it (file <c>edid</c>); null when there is no readable one.</param>
public sealed record DisplayConnector(string Name, ConnectorStatus Status, bool? IsEnabled, ImmutableArray<string> Modes, MonitorIdentity? Monitor);
