using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.LoaderEntries;

namespace Passthrough.Planning.Guard;

/// <summary>The guard for systemd-boot: an entry of its own, and the EFI variables that say which one starts.</summary>
internal static class SystemdBootGuard
{
    /// <summary>The guard.</summary>
    /// <param name="boot">How the machine starts.</param>
    /// <param name="program">The path of this program, which looks at the trial boot.</param>
    /// <param name="images">The initramfs images that the plan replaces; null when none.</param>
    /// <exception cref="RefusedException">systemd-boot cannot try a configuration once on this machine.</exception>
    public static BootGuard Of(BootFacts boot, string program, InitramfsChange? images)
    {
        var menu = boot.LoaderMenu!;
        var (variables, first) = Require(boot, menu);
        var unified = boot.UnifiedImages.FirstOrDefault(image => string.Equals(image.Path, first.Path, StringComparison.Ordinal));
        var replaced = images?.Images.Where(image => first.Initramfs.Any(path => menu.IsSame(path, image.Path))).ToImmutableArray() ?? [];
        var file = $"{menu.Place}/loader/entries/{SystemdBootFallbackEntry.Id}.conf";
        var overwritten = replaced.IsEmpty || replaced.Any(image => first.Kernel?.Contains(image.KernelVersion, StringComparison.Ordinal) != false) ? null : first.Kernel;
        var text = unified is not null
            ? SystemdBootFallbackEntry.Text(unified)
            : SystemdBootFallbackEntry.Text(first, boot.ConfigurationFile(first.Path)!.Text, path => replaced.Any(image => menu.IsSame(path, image.Path)), keepsKernel: overwritten is not null);
        RequireSameDefault(menu, variables, first, LoaderEntryFile.Parse(file, text));
        return new BootGuard(
            [
                .. replaced.Select(image => BootGuard.Keep(image.Path, $"{menu.Place}/{FallbackEntry.ImageName}")),
                .. unified is null ? Array.Empty<Change>() : [BootGuard.Keep(unified.Path, $"{menu.Place}/{SystemdBootFallbackEntry.ImageName}")],
                .. overwritten is null ? Array.Empty<Change>() : [BootGuard.KeepKernel(menu.MachinePaths(overwritten)[0], $"{menu.Place}/{FallbackEntry.KernelName}")],
                .. OwnFile.Write(
                    boot, FallbackEntry.ChangeId, "Offer today's start in the boot menu", "The entry starts the machine exactly as today, whatever happens to the files that are changed next.", file, text, NewFileMode.Plain),
                .. BootGuard.UnitsFor(boot, program),
                new BootVariableChange(
                    "fallback-default", "Start it until the new configuration is found good",
                    "From now on systemd-boot starts the machine as today. Only the trial boot, once, and what it confirms start the new configuration.",
                    LoaderVariables.DefaultName, SystemdBootFallbackEntry.Id + variables.IdEnd),
            ],
            [
                new BootVariableChange(
                    "trial-boot", "Let the next start, and only that, use the new configuration",
                    "systemd-boot forgets it as it uses it: when the machine does not come up, the start after it is today's. A start that verify finds good becomes the default (passthrough confirm).",
                    LoaderVariables.OneShotName, variables.IdOf(first)),
            ]);
    }

    private static (LoaderVariables Variables, LoaderEntry First) Require(BootFacts boot, LoaderMenu menu)
    {
        var variables = boot.LoaderVariables;
        if (variables is not { CanBeTold: true })
        {
            throw new RefusedException("systemd-boot does not say that it can be told what to start once (the EFI variable LoaderFeatures)", boot.Loader.ConfigurationPath, $"update it (bootctl update) and reboot, {BootGuard.Insist}");
        }

        LoaderChoice.RequireNone(variables, SystemdBootFallbackEntry.Id + variables.IdEnd);

        var first = menu.Default(variables);
        return first is not null && boot.Entries.Any(entry => entry.IsOrdinary && string.Equals(entry.Path, first.Path, StringComparison.Ordinal))
            ? (variables, first)
            : throw new RefusedException(
                "it is no entry of this machine's Linux that systemd-boot starts by default, or it is not known what: there is no default start to fall back to", boot.Loader.ConfigurationPath,
                $"make the Linux entry the default (sudo bootctl set-default ID), {BootGuard.Insist}");
    }

    /// <summary>Once the trial is confirmed, the menu's own rules decide again, and the entry is still in the menu.</summary>
    private static void RequireSameDefault(LoaderMenu menu, LoaderVariables variables, LoaderEntry first, LoaderEntry fallback)
    {
        var entries = LoaderEntryOrder.Sort(menu.Entries.Where(entry => !string.Equals(entry.Id, fallback.Id, StringComparison.Ordinal)).Append(fallback));
        if (!ReferenceEquals((menu with { Entries = entries }).Default(variables), first))
        {
            throw new RefusedException($"with one more entry in the menu, systemd-boot would start that by default ({variables.Default ?? menu.Pattern})", $"{menu.Place}/loader/loader.conf", $"name the default entry in full there, {BootGuard.Insist}");
        }
    }
}
