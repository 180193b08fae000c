using System.Collections.Immutable;
using Passthrough.Native.Evdev;

namespace Passthrough.Sessions.Input.Proxy;

/// <summary>What a device of the input layer is like at a moment.</summary>
/// <param name="Keys">The keys and buttons that are down.</param>
/// <param name="Axes">Where its axes are.</param>
/// <param name="Switches">The switches that are on.</param>
internal sealed record InputState(ImmutableArray<ushort> Keys, ImmutableArray<InputAxis> Axes, ImmutableArray<ushort> Switches)
{
    /// <summary>Reads it.</summary>
    /// <param name="device">The device.</param>
    /// <param name="capabilities">What its stand-in has.</param>
    public static InputState Read(EvdevNode device, InputCapabilities capabilities) => new(
        InputBits.Parse(device.Keys),
        [.. capabilities.Axes.Select(axis => device.Axis(axis.Code) is { } bytes ? InputAxis.Parse(axis.Code, bytes) : null).OfType<InputAxis>()],
        InputBits.Parse(device.Switches));
}
