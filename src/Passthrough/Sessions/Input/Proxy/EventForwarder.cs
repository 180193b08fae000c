using System.Collections.Immutable;

namespace Passthrough.Sessions.Input.Proxy;

/// <summary>
/// What a device's stand-in is told of its events: everything but what programs did to it, and never that a key is down for ever. Knows what is down on the stand-in. See the kernel's Documentation/input/event-codes.rst.
/// </summary>
/// <param name="capabilities">What the stand-in has.</param>
/// <param name="down">The keys that are down on the stand-in already, as those are that an earlier run of this program has left.</param>
internal sealed class EventForwarder(InputCapabilities capabilities, IEnumerable<ushort> down)
{
    // SYN_DROPPED: the kernel had to forget events, because nobody read them in time. What follows up to the next report is a torn packet.
    private const ushort Dropped = 3;
    private const ushort Report = 0;

    // ABS_MT_SLOT to ABS_MT_TOOL_Y: positions of one finger of several, which have no meaning without the slot before them.
    private const ushort FirstOfTouches = 0x2f;
    private const ushort LastOfTouches = 0x3d;
    private const ushort Slot = 0x2f;
    private const ushort TrackingId = 0x39;
    private const int NoFinger = -1;
    private const int Repeated = 2;

    private readonly SortedSet<ushort> pressed = [.. down];
    private bool isTorn;

    /// <summary>What the stand-in is told of events.</summary>
    /// <param name="events">The device's events, in their order.</param>
    /// <returns>The stand-in's events, and whether some were lost: then <see cref="Resynchronize"/> follows.</returns>
    public (ImmutableArray<InputEvent> Events, bool HasLost) Take(IEnumerable<InputEvent> events)
    {
        var told = ImmutableArray.CreateBuilder<InputEvent>();
        var hasLost = false;
        foreach (var one in events)
        {
            if (one is { Type: InputType.Synchronization, Code: Dropped })
            {
                isTorn = true;
            }
            else if (isTorn)
            {
                isTorn = one is not { Type: InputType.Synchronization, Code: Report };
                hasLost |= !isTorn;
            }
            else if (IsTold(one))
            {
                Follow(one);
                told.Add(one);
            }
        }

        return (told.ToImmutable(), hasLost);
    }

    /// <summary>Brings the stand-in to what the device is like: after events were lost, and when the device has come back.</summary>
    /// <param name="state">What it is like now.</param>
    /// <returns>The stand-in's events.</returns>
    public ImmutableArray<InputEvent> Resynchronize(InputState state)
    {
        ImmutableArray<InputEvent> events =
        [
            .. Lifted(),
            .. pressed.Except(state.Keys).Select(key => new InputEvent(InputType.Key, key, 0)),
            .. state.Keys.Except(pressed).Select(key => new InputEvent(InputType.Key, key, 1)),
            .. state.Axes.Where(axis => axis.Code is < FirstOfTouches or > LastOfTouches).Select(axis => new InputEvent(InputType.Absolute, axis.Code, axis.Value)),
            .. capabilities.CodesOf(InputType.Switch).Select(code => new InputEvent(InputType.Switch, code, state.Switches.Contains(code) ? 1 : 0)),
            InputEvent.Report,
        ];
        pressed.Clear();
        pressed.UnionWith(state.Keys);
        return events;
    }

    /// <summary>Lets go of everything on the stand-in: the device is gone.</summary>
    /// <returns>The stand-in's events; empty when nothing is held.</returns>
    public ImmutableArray<InputEvent> Lose()
    {
        ImmutableArray<InputEvent> events = [.. Lifted(), .. pressed.Select(key => new InputEvent(InputType.Key, key, 0))];
        pressed.Clear();
        isTorn = false;
        return events.IsEmpty ? [] : [.. events, InputEvent.Report];
    }

    // What programs do to the device has gone through the stand-in already; and the kernel repeats the stand-in's keys itself.
    private bool IsTold(InputEvent one) => one.Type switch
    {
        InputType.Synchronization => true,
        InputType.Key => one.Value != Repeated || !capabilities.HasRepeat,
        InputType.Light or InputType.Sound or InputType.Repeat => false,
        _ => capabilities.Codes.ContainsKey(one.Type),
    };

    private void Follow(InputEvent one)
    {
        if (one is { IsKey: true, Value: 0 })
        {
            pressed.Remove(one.Code);
        }
        else if (one.IsKey)
        {
            pressed.Add(one.Code);
        }
    }

    // Fingers that are still there are seen again when they are put down anew.
    private IEnumerable<InputEvent> Lifted() => capabilities.Axes
        .Where(axis => axis.Code == Slot && capabilities.Axes.Any(other => other.Code == TrackingId))
        .SelectMany(axis => Enumerable.Range(0, Math.Clamp(axis.Maximum, 0, ushort.MaxValue) + 1))
        .SelectMany(slot => (InputEvent[])[new InputEvent(InputType.Absolute, Slot, slot), new InputEvent(InputType.Absolute, TrackingId, NoFinger)]);
}
