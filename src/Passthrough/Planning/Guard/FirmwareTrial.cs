using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Firmware;

namespace Passthrough.Planning.Guard;

/// <summary>
/// A trial by the firmware itself, which needs nothing of a boot loader (UEFI specification, 3.1): an entry of the firmware's that starts the machine as before, first in its order, and the variable that says what it
/// starts once.
/// </summary>
/// <param name="Menu">What the firmware can start.</param>
/// <param name="Today">The entry that it started this time and starts by default.</param>
/// <param name="Partition">The partition that the entry is for; see <see cref="EfiLoadOption.Partition"/>.</param>
/// <param name="FreeNumber">A number that no entry has.</param>
internal sealed record FirmwareTrial(FirmwareMenu Menu, FirmwareEntry Today, string Partition, ushort FreeNumber)
{
    /// <summary>What the firmware can be told on this machine.</summary>
    /// <param name="boot">How the machine starts.</param>
    /// <param name="started">What the firmware started, in words.</param>
    /// <param name="where">The machine's own path of that, or of a file that belongs to it; null when it is not known.</param>
    /// <param name="insist">What a person can do instead, in words.</param>
    /// <exception cref="RefusedException">The firmware cannot try a configuration once on this machine.</exception>
    public static FirmwareTrial Require(BootFacts boot, string started, string? where, string insist)
    {
        var menu = boot.FirmwareMenu ?? throw Refused("the firmware's boot entries cannot be seen", where, $"see that efivarfs is mounted ({FirmwareVariables.Folder(HostRoots.Live)})");
        if (menu.Next is { } chosen)
        {
            throw Refused(
                $"it is chosen already what the next start is: {menu.Find(chosen)?.ToString() ?? FirmwareVariables.EntryName(chosen)}", FirmwareVariables.NextName, "reboot first, or take the choice back: sudo efibootmgr -N");
        }

        if (menu.Entries.FirstOrDefault(entry => string.Equals(entry.Option.Description, FallbackEntry.Title, StringComparison.Ordinal)) is { } left)
        {
            throw Refused($"{left} is left from an earlier trial boot", left.Name, $"take it out: sudo efibootmgr -b {FirmwareVariables.Text([left.Number])} -B");
        }

        return menu.Started is not { Option: { Partition: { } partition, File: not null, Device.IsEmpty: false } } today
            ? throw Refused($"the firmware does not tell from which partition it started {started}", where, $"give it an entry for {started} (efibootmgr -c) and reboot")
            : menu.First is not { } first || first.Number != today.Number
            ? throw Refused(
                $"it is not what runs now that the firmware starts by default, but {menu.First?.ToString() ?? "nothing on a disk"}: there is no default start to fall back to", FirmwareVariables.OrderName,
                $"put {today} first (sudo efibootmgr -o {FirmwareVariables.Text(menu.Order.Where(other => other != today.Number).Prepend(today.Number))})")
            : new FirmwareTrial(menu, today, partition, menu.FreeNumber ?? throw Refused("the firmware has an entry for every number there is", FirmwareVariables.OrderName, "look at what the firmware starts (efibootmgr -v) and remove some"));

        RefusedException Refused(string what, string? at, string next) => new(what, at, $"{next}; {insist}");
    }

    /// <summary>The guard.</summary>
    /// <param name="boot">How the machine starts.</param>
    /// <param name="program">The path of this program, which looks at the trial boot.</param>
    /// <param name="copies">The copies that the entry starts.</param>
    /// <param name="reason">Why the entry starts the machine as before.</param>
    /// <param name="image">The name of the copy that the firmware starts, at the partition's root.</param>
    /// <param name="options">See <see cref="FirmwareEntryChange.Options"/>.</param>
    public BootGuard Guard(BootFacts boot, string program, IEnumerable<CopyChange> copies, string reason, string image, string? options) => new(
        [
            .. copies,
            new FirmwareEntryChange(
                FallbackEntry.ChangeId, "Offer today's start among the firmware's entries", reason, FirmwareVariables.EntryName(FreeNumber), FallbackEntry.Title, Partition,
                Convert.ToHexStringLower([.. Today.Option.Device]), PathOf(image), Today.Option.File!)
            {
                Options = options,
            },
            .. BootGuard.UnitsFor(boot, program),
            new BootVariableChange(
                "fallback-default", "Start it until the new configuration is found good",
                "From now on the firmware starts the machine as today. Only the trial boot, once, and what it confirms start the new configuration.",
                FirmwareVariables.OrderName, FirmwareVariables.Text(Menu.Order.Prepend(FreeNumber))),
        ],
        [
            new BootVariableChange(
                "trial-boot", "Let the next start, and only that, use the new configuration",
                "The firmware forgets it before it uses it: when the machine does not come up, the start after it is today's. A start that verify finds good becomes the default (passthrough confirm).",
                FirmwareVariables.NextName, FirmwareVariables.Text([Today.Number])),
        ]);

    /// <summary>A file at the partition's root as the firmware names it.</summary>
    /// <param name="name">The file's name.</param>
    public static string PathOf(string name) => $@"\{name}";
}
