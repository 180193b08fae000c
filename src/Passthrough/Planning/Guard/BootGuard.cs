using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;

namespace Passthrough.Planning.Guard;

/// <summary>
/// What keeps a machine startable while its way of starting is changed: before anything else, an entry that starts it as it starts now and that is its default; at the end, one start with the new configuration,
/// which becomes the default when it was found good.
/// </summary>
/// <param name="Before">Changes that come before all others.</param>
/// <param name="After">Changes that come after all others.</param>
internal sealed record BootGuard(ImmutableArray<Change> Before, ImmutableArray<Change> After)
{
    private const string Insist = "or do without a trial boot: say --no-trial";
    private const int Plain = 0b110_100_100;
    private const int Image = 0b110_000_000;

    /// <summary>No guard.</summary>
    public static BootGuard None { get; } = new([], []);

    /// <summary>The guard for GRUB.</summary>
    /// <param name="boot">How the machine starts.</param>
    /// <param name="program">The path of this program, which looks at the trial boot.</param>
    /// <param name="images">The initramfs images that the plan replaces; null when none.</param>
    /// <exception cref="RefusedException">GRUB cannot try a configuration once on this machine.</exception>
    /// <exception cref="NeedsRootException">What starts the machine now cannot be read.</exception>
    public static BootGuard ForGrub(BootFacts boot, string program, InitramfsChange? images)
    {
        var configuration = boot.Loader.ConfigurationPath!;
        var folder = configuration[..configuration.LastIndexOf('/')];
        var custom = $"{folder}/custom.cfg";
        var (entry, environment) = Require(boot.Grub, configuration, folder);
        var others = FallbackEntry.Without(boot.ConfigurationFile(custom)?.Text ?? "");
        RequireNoOtherDefault(others, custom);

        var replaced = images?.Images.Where(image => InitramfsOf(entry).Any(path => IsSame(path, image.Path))).ToImmutableArray() ?? [];
        var block = FallbackEntry.Block(entry, path => replaced.Any(image => IsSame(path, image.Path)), keepsImage: !replaced.IsEmpty)
            ?? throw new RefusedException("the entry that GRUB starts by default cannot be followed with certainty", configuration, Insist);
        var after = others.Length == 0 || others.EndsWith('\n') ? others + block : $"{others}\n{block}";
        return new BootGuard(
            [
                .. replaced.Select(image => new CopyChange(
                    "fallback-initramfs", "Keep the initramfs that starts this machine now",
                    "The old image stays beside the new one, for the entry that starts the machine as before.",
                    image.Path, $"{folder}/{FallbackEntry.ImageName}", Image)),
                .. OwnFile.Write(
                    boot, FallbackEntry.ChangeId, "Offer today's start in GRUB's menu, and start it until the new configuration is found good",
                    "From now on GRUB starts the machine exactly as today, whatever happens to the files that are changed next. Only the trial boot, once, and what it confirms start the new configuration.",
                    custom, after, Plain),
                .. UnitsFor(boot, program),
            ],
            [
                new BootEnvironmentChange(
                    "trial-boot", "Let the next start, and only that, use the new configuration",
                    "GRUB forgets the permission as it uses it: when the machine does not come up, the start after it is today's. A start that verify finds good becomes the default (passthrough confirm).",
                    environment, ImmutableSortedDictionary<string, string>.Empty.Add(TrialVariables.Trial, TrialVariables.Set), TrialVariables.All),
            ]);
    }

    private static (GrubEntryScript Entry, string EnvironmentPath) Require(GrubFacts? grub, string configuration, string folder) => grub switch
    {
        null => throw new NeedsRootException("GRUB's configuration is readable by root only, so it is not known what starts this machine now", configuration, "run the same command with sudo"),
        { DefaultEntry: null } => throw new RefusedException(
            "it is not Linux that GRUB starts by default, or it is not known what: there is no default start to fall back to", configuration, $"make the Linux entry the default (GRUB_DEFAULT, then update-grub), {Insist}"),
        { SourcesCustomFile: false } => throw new RefusedException(
            $"GRUB does not read {folder}/custom.cfg here, so a way back cannot be offered", configuration, $"bring back the script 41_custom of GRUB's package, run update-grub, {Insist}"),
        { EnvironmentPath: null } => throw new RefusedException(
            "GRUB has no file to remember a trial boot in", $"{folder}/grubenv", $"make one: sudo grub-editenv {folder}/grubenv create; {Insist}"),
        { WriteObstacle: { } obstacle } => throw new RefusedException($"GRUB cannot remember a trial boot: {obstacle}", grub.EnvironmentPath, $"put {folder} on ext4 or the ESP, {Insist}"),
        _ => (grub.DefaultEntry, grub.EnvironmentPath),
    };

    /// <summary>A file that chooses the default by itself would be asked after this program looked at the menu.</summary>
    private static void RequireNoOtherDefault(string custom, string path)
    {
        if (GrubScript.Commands(custom).Any(command => command.Words is ["set", var assignment, ..] && assignment.StartsWith("default=", StringComparison.Ordinal)))
        {
            throw new RefusedException($"{path} chooses what GRUB starts by default", path, $"take 'set default' out of it, {Insist}");
        }
    }

    private static ImmutableArray<Change> UnitsFor(BootFacts boot, string program) => !boot.HasSystemd ? [] :
    [
        .. OwnFile.Write(
            boot, "confirm-unit", "Look at the trial boot by itself",
            "When the machine reached its target, verify looks at it: a good start becomes the default, and what is wrong with any other is told by 'passthrough status'.",
            ConfirmUnit.Path, ConfirmUnit.Text(program), Plain),
        .. OwnFile.Write(
            boot, "confirm-start", "Have that done at each start", "systemd adds it to what each start reaches; once the configuration is confirmed it does nothing.", ConfirmUnit.DropInPath, ConfirmUnit.DropInText, Plain),
    ];

    private static IEnumerable<string> InitramfsOf(GrubEntryScript entry) => GrubScript.Commands(entry.Body)
        .Where(command => command.IsInitramfs)
        .SelectMany(command => command.Words.Skip(1));

    /// <summary>A loader names files from the root of the file system that they are on: with a boot partition of its own that is <c>/boot</c>, in a subvolume something comes before.</summary>
    private static bool IsSame(string loaderPath, string machinePath) =>
        loaderPath.EndsWith(machinePath, StringComparison.Ordinal) || loaderPath.EndsWith(machinePath[HostRoots.Live.Boot().Length..], StringComparison.Ordinal);
}
