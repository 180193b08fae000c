using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;

namespace Passthrough.Planning.Guard;

/// <summary>The guard for GRUB: an entry in <c>custom.cfg</c>, and variables in <c>grubenv</c>.</summary>
internal static class GrubGuard
{
    /// <summary>The guard.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="program">The path of this program, which looks at the trial boot.</param>
    /// <param name="images">The initramfs images that the plan replaces; null when none.</param>
    /// <exception cref="RefusedException">GRUB cannot try a configuration once on this machine.</exception>
    /// <exception cref="NeedsRootException">What starts the machine now cannot be read.</exception>
    public static BootGuard Of(HostFacts facts, string program, InitramfsChange? images)
    {
        var boot = facts.Boot;
        var configuration = boot.Grub?.ConfigurationPath ?? boot.Loader.ConfigurationPath!;
        var folder = configuration[..configuration.LastIndexOf('/')];
        var custom = $"{folder}/{GrubFallbackEntry.FileName}";
        var (entry, memory) = Require(facts, configuration, folder);
        var others = GrubFallbackEntry.Without(boot.ConfigurationFile(custom)?.Text ?? "");
        RequireNoOtherDefault(others, custom);

        var replaced = images?.Images.Where(image => InitramfsOf(entry).Any(path => IsSame(path, image.Path))).ToImmutableArray() ?? [];
        var block = GrubFallbackEntry.Block(entry, memory, path => replaced.Any(image => IsSame(path, image.Path)), keepsImage: !replaced.IsEmpty)
            ?? throw new RefusedException("the entry that GRUB starts by default cannot be followed with certainty", configuration, BootGuard.Insist);
        var after = others.Length == 0 || others.EndsWith('\n') ? others + block : $"{others}\n{block}";
        return new BootGuard(
            [
                .. replaced.Select(image => BootGuard.Keep(image.Path, $"{folder}/{FallbackEntry.ImageName}")),
                .. OwnFile.Write(
                    boot, FallbackEntry.ChangeId, "Offer today's start in GRUB's menu, and start it until the new configuration is found good",
                    "From now on GRUB starts the machine exactly as today, whatever happens to the files that are changed next. Only the trial boot, once, and what it confirms start the new configuration.",
                    custom, after, NewFileMode.Plain),
                .. BootGuard.UnitsFor(boot, program),
            ],
            [
                new BootEnvironmentChange(
                    "trial-boot", "Let the next start, and only that, use the new configuration",
                    $"GRUB forgets the permission as it uses it: when the machine does not come up, the start after it is today's. A start that verify finds good becomes the default (passthrough confirm).{Elsewhere(boot.Grub!, memory)}",
                    memory.Path, ImmutableSortedDictionary<string, string>.Empty.Add(TrialVariables.Trial, TrialVariables.Set), TrialVariables.All)
                {
                    IsNew = memory.FileSystemId is not null && boot.ConfigurationFile(memory.Path) is null,
                },
            ]);
    }

    private static string Elsewhere(GrubFacts grub, GrubMemory memory) => memory.FileSystemId is null ? "" : $" It is remembered on the EFI system partition: {grub.WriteObstacle ?? "GRUB has no file of its own for that"}.";

    private static (GrubEntryScript Entry, GrubMemory Memory) Require(HostFacts facts, string configuration, string folder) => facts.Boot.Grub switch
    {
        null => throw new NeedsRootException("GRUB's configuration is readable by root only, so it is not known what starts this machine now", configuration, "run the same command with sudo"),
        { DefaultEntry: null, DefaultLoaderEntry: null } => throw new RefusedException(
            "it is not Linux that GRUB starts by default, or it is not known what: there is no default start to fall back to", configuration, $"make the Linux entry the default (GRUB_DEFAULT, then update-grub), {BootGuard.Insist}"),
        { SourcesCustomFile: false } => throw new RefusedException(
            $"GRUB does not read {folder}/{GrubFallbackEntry.FileName} here, so a way back cannot be offered", configuration, $"bring back the script 41_custom of GRUB's package, run update-grub, {BootGuard.Insist}"),
        { } grub when GrubMemory.Of(facts) is { } memory => (grub.DefaultEntry ?? GrubFallbackEntry.ScriptOf(grub.DefaultLoaderEntry!), memory),
        { EnvironmentPath: null } => throw new RefusedException(
            "GRUB has no file to remember a trial boot in", $"{folder}/grubenv", $"make one: sudo grub-editenv {folder}/grubenv create; {BootGuard.Insist}"),
        { } grub => throw new RefusedException(
            $"GRUB cannot remember a trial boot: {grub.WriteObstacle}, and no EFI system partition is mounted by itself at each start", grub.EnvironmentPath,
            $"where the machine has one, mount it at {HostRoots.Live.Boot("efi")} (in {HostRoots.Live.Etc("fstab")}, without noauto); else put {folder} on ext4, {BootGuard.Insist}"),
    };

    /// <summary>A file that chooses the default by itself would be asked after this program looked at the menu.</summary>
    private static void RequireNoOtherDefault(string custom, string path)
    {
        if (GrubScript.Commands(custom).Any(command => command.Words is ["set", var assignment, ..] && assignment.StartsWith("default=", StringComparison.Ordinal)))
        {
            throw new RefusedException($"{path} chooses what GRUB starts by default", path, $"take 'set default' out of it, {BootGuard.Insist}");
        }
    }

    private static IEnumerable<string> InitramfsOf(GrubEntryScript entry) => GrubScript.Commands(entry.Body)
        .Where(command => command.IsInitramfs)
        .SelectMany(command => command.Words.Skip(1));

    /// <summary>A loader names files from the root of the file system that they are on: with a boot partition of its own that is <c>/boot</c>, in a subvolume something comes before.</summary>
    private static bool IsSame(string loaderPath, string machinePath) =>
        loaderPath.EndsWith(machinePath, StringComparison.Ordinal) || loaderPath.EndsWith(machinePath[HostRoots.Live.Boot().Length..], StringComparison.Ordinal);
}
