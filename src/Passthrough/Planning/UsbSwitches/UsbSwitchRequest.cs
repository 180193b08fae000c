using Passthrough.Host;

namespace Passthrough.Planning.UsbSwitches;

/// <summary>What a person asked for: that USB devices are swapped without root.</summary>
public sealed record UsbSwitchRequest
{
    /// <summary>The path of this program, which systemd runs.</summary>
    public string Program { get; init; } = HostRoots.Live.Usr("local/bin/passthrough");
}
