using System.Collections.Immutable;

namespace Passthrough.Guests.Input;

/// <summary>The keys of a toggle, as QEMU judges them (its <c>ui/input-linux.c</c>): each group must have a key down, all on one node.</summary>
internal static class ToggleKeys
{
    private static readonly (ushort Code, string Name) LeftCtrl = (29, "left Ctrl");
    private static readonly (ushort Code, string Name) RightCtrl = (97, "right Ctrl");
    private static readonly (ushort Code, string Name) ScrollLock = (70, "Scroll Lock");

    /// <summary>The groups of a toggle.</summary>
    public static ImmutableArray<ImmutableArray<(ushort Code, string Name)>> Of(GrabToggle toggle) => toggle switch
    {
        GrabToggle.AltAlt => [[(56, "left Alt")], [(100, "right Alt")]],
        GrabToggle.ShiftShift => [[(42, "left Shift")], [(54, "right Shift")]],
        GrabToggle.MetaMeta => [[(125, "left Meta")], [(126, "right Meta")]],
        GrabToggle.ScrollLock => [[ScrollLock]],
        GrabToggle.CtrlScrollLock => [[LeftCtrl, RightCtrl], [ScrollLock]],
        _ => [[LeftCtrl], [RightCtrl]],
    };

    /// <summary>A toggle in words.</summary>
    public static string Words(GrabToggle toggle) => string.Join(" and ", Of(toggle).Select(group => string.Join(" or ", group.Select(key => key.Name))));
}
