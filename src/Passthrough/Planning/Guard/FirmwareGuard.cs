using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.UnifiedImages;
using Passthrough.Host.Firmware;

namespace Passthrough.Planning.Guard;

/// <summary>The guard for a unified kernel image that the firmware starts by itself: an entry of the firmware's for a copy of the image, first in its order, and the variable that says what starts once.</summary>
internal static class FirmwareGuard
{
    /// <summary>The guard.</summary>
    /// <param name="boot">How the machine starts.</param>
    /// <param name="program">The path of this program, which looks at the trial boot.</param>
    /// <exception cref="RefusedException">The firmware cannot try a configuration once on this machine.</exception>
    public static BootGuard Of(BootFacts boot, string program)
    {
        var menu = boot.FirmwareMenu ?? throw Refused("the firmware's boot entries cannot be seen", boot.Loader.ConfigurationPath, $"see that efivarfs is mounted ({FirmwareVariables.Folder(HostRoots.Live)})");
        var image = boot.OrdinaryImages.First(image => boot.Entries.Any(entry => entry.IsDefault && string.Equals(entry.Path, image.Path, StringComparison.Ordinal)));
        var (today, partition, number) = Require(menu, image);
        var entry = FirmwareVariables.EntryName(number);
        return new BootGuard(
            [
                BootGuard.Keep(image.Path, $"{image.Place}/{SystemdBootFallbackEntry.ImageName}"),
                new FirmwareEntryChange(
                    FallbackEntry.ChangeId, "Offer today's start among the firmware's entries", "The entry starts a copy of the image that starts the machine today, whatever happens to the files that are changed next.",
                    entry, FallbackEntry.Title, partition, Convert.ToHexStringLower([.. today.Option.Device]), $@"\{SystemdBootFallbackEntry.ImageName}", today.Option.File!),
                .. BootGuard.UnitsFor(boot, program),
                new BootVariableChange(
                    "fallback-default", "Start it until the new configuration is found good",
                    "From now on the firmware starts the machine as today. Only the trial boot, once, and what it confirms start the new configuration.",
                    FirmwareVariables.OrderName, FirmwareVariables.Text(menu.Order.Prepend(number))),
            ],
            [
                new BootVariableChange(
                    "trial-boot", "Let the next start, and only that, use the new configuration",
                    "The firmware forgets it before it uses it: when the machine does not come up, the start after it is today's. A start that verify finds good becomes the default (passthrough confirm).",
                    FirmwareVariables.NextName, FirmwareVariables.Text([today.Number])),
            ]);
    }

    private static (FirmwareEntry Today, string Partition, ushort Number) Require(FirmwareMenu menu, UnifiedImage image)
    {
        if (menu.Next is { } chosen)
        {
            throw Refused(
                $"it is chosen already what the next start is: {menu.Find(chosen)?.ToString() ?? FirmwareVariables.EntryName(chosen)}", FirmwareVariables.NextName, "reboot first, or take the choice back: sudo efibootmgr -N");
        }

        if (menu.Entries.FirstOrDefault(entry => string.Equals(entry.Option.Description, FallbackEntry.Title, StringComparison.Ordinal)) is { } left)
        {
            throw Refused($"{left} is left from an earlier trial boot", left.Name, $"take it out: sudo efibootmgr -b {FirmwareVariables.Text([left.Number])} -B");
        }

        return menu.Started is not { Option: { Partition: { } partition, File: not null, Device.IsEmpty: false } } today || image.Place is null
            ? throw Refused("the firmware does not tell from which partition it started the image", image.Path, $"give it an entry for the image (efibootmgr -c) and reboot, {BootGuard.Insist}")
            : menu.First is not { } first || first.Number != today.Number
            ? throw Refused(
                $"it is not what runs now that the firmware starts by default, but {menu.First?.ToString() ?? "nothing on a disk"}: there is no default start to fall back to", FirmwareVariables.OrderName,
                $"put {today} first (sudo efibootmgr -o {FirmwareVariables.Text(menu.Order.Where(other => other != today.Number).Prepend(today.Number))}), {BootGuard.Insist}")
            : (today, partition, menu.FreeNumber ?? throw Refused("the firmware has an entry for every number there is", FirmwareVariables.OrderName, "look at what the firmware starts (efibootmgr -v) and remove some"));
    }

    private static RefusedException Refused(string what, string? where, string next) => new(what, where, next.Contains(BootGuard.Insist, StringComparison.Ordinal) ? next : $"{next}; {BootGuard.Insist}");
}
