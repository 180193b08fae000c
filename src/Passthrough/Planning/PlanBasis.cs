using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Passthrough.Planning.Bridges;
using Passthrough.Planning.UsbSwitches;

namespace Passthrough.Planning;

/// <summary>What a plan's fingerprint covers.</summary>
/// <param name="Request">What was asked of a card; null for a plan of another subject.</param>
/// <param name="Devices">The functions to be isolated.</param>
/// <param name="HostDisplay">The functions that stay.</param>
/// <param name="Changes">The changes, with the texts before them.</param>
/// <param name="Kernels">The installed kernels.</param>
/// <param name="CommandLine">The running kernel's line.</param>
internal sealed record PlanBasis(
    PlanRequest? Request,
    ImmutableArray<DeviceIdentity> Devices,
    ImmutableArray<DeviceIdentity> HostDisplay,
    ImmutableArray<Change> Changes,
    ImmutableArray<string> Kernels,
    ImmutableArray<string> CommandLine)
{
    /// <summary>The bridge; null for a plan of another subject.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BridgedPort? Bridge { get; init; }

    /// <summary>What lets USB devices be swapped without root; null for a plan of another subject.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UsbSwitchRequest? UsbSwitch { get; init; }
}
