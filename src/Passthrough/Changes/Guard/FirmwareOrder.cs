using System.Collections.Immutable;
using Passthrough.Changes.Files;
using Passthrough.Changes.Journal;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Firmware;
using Passthrough.Host.Reading;
using Passthrough.Planning;

namespace Passthrough.Changes.Guard;

/// <summary>Takes what this program told the firmware out of what others told it since. Firmware gives entries other numbers, moves and drops them: an entry is known by its description and what it starts.</summary>
internal static class FirmwareOrder
{
    /// <summary>How a variable of the firmware's own stands to an effect.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="plan">The plan that the effect belongs to.</param>
    /// <param name="effect">An effect on such a variable.</param>
    /// <param name="seen">How the variable stands by its bytes alone.</param>
    public static EffectStanding StandingOf(HostRoots roots, Plan? plan, Effect effect, EffectStanding seen) =>
        Read(roots, plan) is not (var menu, { } entry) ? EffectStanding.After
        : !IsOn(entry, effect) ? seen
        : seen == EffectStanding.After ? seen
        : entry.NumbersIn(menu).IsEmpty ? EffectStanding.Before : EffectStanding.Other;

    /// <summary>True when the firmware's variables can be seen; not so on a machine that is mended from a system that was started otherwise.</summary>
    /// <param name="roots">The machine.</param>
    public static bool IsSeen(HostRoots roots) => FirmwareMenu.Read(new MachineReader(roots)) is not null;

    /// <summary>Takes an effect out where others changed the variable since.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="plan">The plan that the effect belongs to.</param>
    /// <param name="effect">An effect on a variable of the firmware's own.</param>
    /// <exception cref="ToolFailedException">The firmware refused.</exception>
    public static void TakeOut(HostRoots roots, Plan? plan, Effect effect)
    {
        if (Read(roots, plan) is not (var menu, { } entry))
        {
            return;
        }

        var ours = entry.NumbersIn(menu);
        if (IsOn(entry, effect))
        {
            TakeOut(roots, menu, entry, ours);
            foreach (var number in ours)
            {
                FirmwareVariableFile.Remove(FirmwareVariables.PathOf(roots, FirmwareVariables.EntryName(number)));
            }
        }
        else if (effect.Path.Contains(FirmwareVariables.OrderName, StringComparison.Ordinal))
        {
            TakeOut(roots, menu, entry, ours);
        }
    }

    /// <summary>True for the effect that made the entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="effect">An effect.</param>
    public static bool IsOn(FirmwareEntryChange entry, Effect effect) => string.Equals(entry.Path, effect.Path, StringComparison.Ordinal);

    /// <summary>The number that the plan gave the entry is its own as long as no other entry has it.</summary>
    private static void TakeOut(HostRoots roots, FirmwareMenu menu, FirmwareEntryChange entry, ImmutableArray<ushort> ours)
    {
        ImmutableArray<ushort> left = [.. menu.Order.Where(number => !ours.Contains(number) && (menu.Find(number) is not null || !string.Equals(FirmwareVariables.EntryName(number), entry.Name, StringComparison.Ordinal)))];
        if (left.Length == menu.Order.Length)
        {
            return;
        }

        var path = FirmwareVariables.PathOf(roots, FirmwareVariables.OrderName);
        if (left.IsEmpty)
        {
            FirmwareVariableFile.Remove(path);
        }
        else
        {
            FirmwareVariableFile.Write(path, FirmwareVariables.FileOf(left));
        }
    }

    private static (FirmwareMenu Menu, FirmwareEntryChange? Entry)? Read(HostRoots roots, Plan? plan) =>
        FirmwareMenu.Read(new MachineReader(roots)) is { } menu ? (menu, plan?.Changes.OfType<FirmwareEntryChange>().FirstOrDefault()) : null;
}
