using System.Collections.Immutable;

namespace Passthrough.Guests.Input;

/// <summary>Keys that are pressed together.</summary>
/// <param name="Groups">Of each group one key, by its code in the kernel's input layer and its name.</param>
public sealed record Hotkey(ImmutableArray<ImmutableArray<(ushort Code, string Name)>> Groups)
{
    /// <summary>The keys in words.</summary>
    public string Words => string.Join(" and ", Groups.Select(group => string.Join(" or ", group.Select(key => key.Name))));

    /// <summary>The hotkey of QEMU's words for a toggle.</summary>
    public static Hotkey Of(GrabToggle toggle) => new(ToggleKeys.Of(toggle));

    /// <summary>True when enough keys are down.</summary>
    /// <param name="isDown">Whether a key is.</param>
    public bool IsPressed(Func<ushort, bool> isDown) => Groups.All(group => group.Any(key => isDown(key.Code)));

    /// <summary>True when a key is one of this.</summary>
    /// <param name="code">The key's code.</param>
    public bool Has(ushort code) => Groups.Any(group => group.Any(key => key.Code == code));

    /// <summary>True when both mean the same keys.</summary>
    public bool IsSameAs(Hotkey other) => Holds(other) && other.Holds(this);

    /// <summary>True when the other's keys are all among this one's: pressing this presses the other too.</summary>
    public bool Holds(Hotkey other) => other.Groups.All(wanted => Groups.Any(own => own.All(key => wanted.Any(other => other.Code == key.Code))));
}
