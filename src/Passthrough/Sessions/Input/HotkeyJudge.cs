using System.Collections.Immutable;
using Passthrough.Intent;

namespace Passthrough.Sessions.Input;

/// <summary>
/// Tells from the events of all keyboards which profile's hotkey was pressed. A hotkey counts once its keys have been down together, on one keyboard or several, and none of them is any more: so neither host nor guest is left
/// with a key that it saw go down and never up.
/// </summary>
/// <param name="profiles">The profiles; those without a hotkey are passed over.</param>
internal sealed class HotkeyJudge(ImmutableArray<UsbProfile> profiles)
{
    // The kernel's word that it has dropped events of this node (SYN_DROPPED).
    private const ushort Dropped = 3;

    private readonly HashSet<(string Node, ushort Code)> down = [];
    private readonly List<UsbProfile> pressed = [];

    /// <summary>What an event brings about.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="happened">The event.</param>
    /// <returns>The profile to be swapped; null for most events.</returns>
    public UsbProfile? Take(string node, InputEvent happened)
    {
        if (happened is { IsEnd: true, Code: Dropped })
        {
            Forget(node);
        }

        if (!happened.IsKey)
        {
            return null;
        }

        if (happened.IsDown)
        {
            Press(node, happened.Code);
            return null;
        }

        down.Remove((node, happened.Code));
        var released = pressed.FirstOrDefault(profile => !down.Any(key => profile.Hotkey!.Has(key.Code)));
        if (released is not null)
        {
            pressed.Remove(released);
        }

        return released;
    }

    /// <summary>A node is gone, with what was held on it: nothing was pressed by that.</summary>
    /// <param name="node">The node.</param>
    public void Forget(string node)
    {
        if (down.RemoveWhere(key => string.Equals(key.Node, node, StringComparison.Ordinal)) > 0)
        {
            pressed.RemoveAll(profile => !IsPressed(profile));
        }
    }

    private void Press(string node, ushort code)
    {
        if (!down.Add((node, code)))
        {
            return;
        }

        foreach (var profile in profiles.Where(profile => profile.Hotkey?.Has(code) == true && IsPressed(profile) && !pressed.Contains(profile)))
        {
            pressed.Add(profile);
        }

        // Ctrl and Alt and F12 is not meant as Ctrl and F12 too.
        pressed.RemoveAll(profile => pressed.Exists(other => other != profile && other.Hotkey!.Holds(profile.Hotkey!)));
    }

    private bool IsPressed(UsbProfile profile) => profile.Hotkey!.IsPressed(code => down.Any(key => key.Code == code));
}
