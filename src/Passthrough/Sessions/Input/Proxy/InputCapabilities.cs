using System.Buffers.Binary;
using System.Collections.Immutable;
using Passthrough.Native.Evdev;

namespace Passthrough.Sessions.Input.Proxy;

/// <summary>All that a device of the input layer is and can do, as far as a stand-in of it can do it too.</summary>
/// <param name="Identity">What it is.</param>
/// <param name="Properties">Its properties (<c>INPUT_PROP_POINTER</c> is 0).</param>
/// <param name="Codes">The codes of each type that it has, <see cref="InputType.Synchronization"/> aside.</param>
/// <param name="Axes">Its axes.</param>
/// <param name="Repeat">After how many milliseconds a held key repeats, and how many lie between two repeats; null when it does not, or not by the kernel's doing.</param>
internal sealed record InputCapabilities(
    InputIdentity Identity, ImmutableArray<ushort> Properties, ImmutableSortedDictionary<ushort, ImmutableArray<ushort>> Codes, ImmutableArray<InputAxis> Axes, (int Delay, int Period)? Repeat)
{
    private const byte PropertyRequest = 110;
    private const ushort DelayCode = 0;
    private const ushort PeriodCode = 1;

    // By which request of uinput a code of a type is allowed (linux/uinput.h). Not among them: force feedback, whose effects a program would have to be asked for in time, and power events.
    private static readonly ImmutableSortedDictionary<ushort, byte> Requests = ImmutableSortedDictionary.CreateRange(
        new Dictionary<ushort, byte>
        {
            [InputType.Key] = 101,
            [InputType.Relative] = 102,
            [InputType.Absolute] = 103,
            [InputType.Miscellaneous] = 104,
            [InputType.Light] = 105,
            [InputType.Sound] = 106,
            [InputType.Switch] = 109,
        });

    /// <summary>True when held keys repeat.</summary>
    public bool HasRepeat => Codes.ContainsKey(InputType.Repeat);

    /// <summary>The codes of a type; empty when it has none.</summary>
    /// <param name="type">The type.</param>
    public ImmutableArray<ushort> CodesOf(ushort type) => Codes.TryGetValue(type, out var codes) ? codes : [];

    /// <summary>Reads those of a device.</summary>
    /// <param name="device">The device.</param>
    public static InputCapabilities Read(EvdevNode device) => Of(InputIdentity.Parse(device.Id, device.Name), InputBits.Parse(device.Properties), InputBits.Parse(device.Codes(InputType.Synchronization)), device.Codes, device.Axis, device.Repeat);

    /// <summary>Understands what the kernel tells. Pure.</summary>
    /// <param name="identity">What it is.</param>
    /// <param name="properties">Its properties.</param>
    /// <param name="types">The types that it has.</param>
    /// <param name="codesOf">The bits of a type's codes.</param>
    /// <param name="axisOf">An axis's structure; null when there is none.</param>
    /// <param name="repeat">Delay and period; null when it does not repeat.</param>
    public static InputCapabilities Of(InputIdentity identity, ImmutableArray<ushort> properties, ImmutableArray<ushort> types, Func<ushort, byte[]> codesOf, Func<ushort, byte[]?> axisOf, byte[]? repeat)
    {
        var codes = types.Where(Requests.ContainsKey).ToImmutableSortedDictionary(type => type, type => InputBits.Parse(codesOf(type)));
        codes = types.Contains(InputType.Repeat) ? codes.Add(InputType.Repeat, []) : codes;
        var axes = (codes.TryGetValue(InputType.Absolute, out var wanted) ? wanted : []).Select(code => axisOf(code) is { } bytes ? InputAxis.Parse(code, bytes) : null).OfType<InputAxis>();
        return new InputCapabilities(identity, properties, codes, [.. axes], RepeatOf(repeat));
    }

    /// <summary>The bits that a stand-in needs: the request of uinput for each, and the number.</summary>
    public IEnumerable<(byte Request, ushort Value)> Bits() =>
    [
        .. Codes.Where(type => Requests.ContainsKey(type.Key)).SelectMany(type => type.Value.Select(code => (Requests[type.Key], code))),
        .. Properties.Select(property => (PropertyRequest, property)),
    ];

    /// <summary>The events that make a stand-in repeat held keys as the device does; none when it does not.</summary>
    public IEnumerable<InputEvent> Beginning() => HasRepeat && Repeat is var (delay, period)
        ? [new InputEvent(InputType.Repeat, DelayCode, delay), new InputEvent(InputType.Repeat, PeriodCode, period), InputEvent.Report]
        : [];

    private static (int Delay, int Period)? RepeatOf(byte[]? bytes) =>
        bytes is { Length: >= 2 * sizeof(int) } && BinaryPrimitives.ReadInt32LittleEndian(bytes) is > 0 and var delay && BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(sizeof(int))) is > 0 and var period ? (delay, period) : null;
}
