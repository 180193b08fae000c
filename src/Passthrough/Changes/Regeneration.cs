using System.Collections.Immutable;
using Passthrough.Changes.Files;
using Passthrough.Changes.Journal;
using Passthrough.Changes.KernelCommandLine;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Host.Boot.UnifiedImages;
using Passthrough.Host.Reading;
using Passthrough.Planning;
using Passthrough.Planning.BootChains;

namespace Passthrough.Changes;

/// <summary>Builds generated files anew from sources that were restored, where restoring old bytes would lose what the distribution changed since.</summary>
internal static class Regeneration
{
    /// <summary>Builds them; images of kernels that are gone are skipped.</summary>
    /// <param name="context">The machine.</param>
    /// <param name="transaction">The transaction that is being taken back.</param>
    /// <param name="effects">Effects on generated files that changed since.</param>
    /// <param name="reverser">Writes down how.</param>
    /// <returns>How each was taken back.</returns>
    public static ImmutableArray<(Effect Effect, Reversal How)> Run(ChangeContext context, Transaction transaction, ImmutableArray<Effect> effects, EffectReverser reverser)
    {
        var done = ImmutableArray.CreateBuilder<(Effect Effect, Reversal How)>();
        foreach (var effect in effects.OrderBy(effect => effect.Origin))
        {
            var isGone = IsGone(context, effect);
            if (!isGone)
            {
                Build(context, transaction, effect);
            }

            var how = isGone ? Reversal.Skipped : effect.Origin is EffectOrigin.Initramfs or EffectOrigin.BootConfiguration ? Reversal.Regenerated : Reversal.TakenOut;
            reverser.Record(effect, how);
            done.Add((effect, how));
        }

        return done.ToImmutable();
    }

    /// <summary>A kernel that was installed after the apply got an initramfs with this program's script and list in it, and its entry got the words: the image is built anew and the words are taken out.</summary>
    public static void TakeOutOfNewer(ChangeContext context, Transaction transaction)
    {
        ImmutableArray<Change> changes = transaction.Plan?.Changes ?? [];
        var known = changes.OfType<InitramfsChange>().SelectMany(change => change.Images).Select(image => image.KernelVersion).ToHashSet(StringComparer.Ordinal);
        var reader = new MachineReader(context.Roots);
        var images = known.Count == 0 ? []
            : changes.OfType<InitramfsChange>().Any(change => change.Images.Any(image => image.Unified is not null)) ? [.. NewerUnified(BootReader.Read(reader), known)]
            : BootImages.Of(context.ReadKernels().Where(kernel => !known.Contains(kernel.Version)), BootReader.ReadPresets(reader), withCopies: true);
        foreach (var image in images)
        {
            Tell(context, image.Path);
            BuildImage(context, transaction, image);
        }

        if (changes.OfType<KernelLineChange>().FirstOrDefault() is { } line && LoaderEntriesReader.Read(reader, new UnifiedImageList([], HasUnknown: false)) is { } menu)
        {
            var root = BootLoaderDecision.Root(LoaderEntryFile.Parse(line.Path, line.Before).Options);
            foreach (var entry in menu.Entries.Where(entry => entry.Version is { } version && !known.Contains(version) && !menu.IsForeign(entry) && string.Equals(BootLoaderDecision.Root(entry.Options), root, StringComparison.Ordinal)))
            {
                TakeOut(context, transaction, entry.Path, line);
            }
        }
    }

    private static IEnumerable<InitramfsImage> NewerUnified(BootFacts boot, HashSet<string> known)
    {
        var buildable = boot.OrdinaryImages.Where(image => image.Builder != InitramfsGenerator.Unknown && BootImages.KernelOf(boot, image) is { } version && !known.Contains(version));
        return BootImages.Of(boot, buildable, []).Where(image => boot.Kernels.Any(kernel => string.Equals(kernel.Version, image.KernelVersion, StringComparison.Ordinal)));
    }

    /// <summary>An image as it is built without what this program wanted of it.</summary>
    private static InitramfsImage Unasked(InitramfsImage image) => image with { Unified = image.Unified is { } needs ? needs with { MustHaveParameters = [] } : null };

    /// <summary>True when there is nothing left to build: the kernel of an image is removed, or the file is.</summary>
    private static bool IsGone(ChangeContext context, Effect effect) => effect.Origin is EffectOrigin.BootEnvironment or EffectOrigin.KernelLine
        ? !File.Exists(context.Roots.Locate(effect.Path))
        : effect.KernelVersion is { } version && context.ReadKernels().All(kernel => !string.Equals(kernel.Version, version, StringComparison.Ordinal));

    /// <summary>Builds the file of an effect anew and puts it in place.</summary>
    private static void Build(ChangeContext context, Transaction transaction, Effect effect)
    {
        Tell(context, effect.Path);
        switch (effect.Origin)
        {
            case EffectOrigin.Initramfs:
                var planned = transaction.Plan?.Changes.OfType<InitramfsChange>().SelectMany(change => change.Images).FirstOrDefault(image => string.Equals(FileStates.Resolve(context.Roots, image.Path), effect.Path, StringComparison.Ordinal));
                BuildImage(context, transaction, Unasked((planned ?? new InitramfsImage(effect.KernelVersion!, effect.Path)) with { Path = effect.Path }));
                break;
            case EffectOrigin.BootEnvironment:
                var removed = transaction.Plan?.Changes.OfType<BootEnvironmentChange>().FirstOrDefault()?.Removed ?? [];
                Replace(context, transaction, effect.Path, artifacts => artifacts.EditBootEnvironment(effect.Path, ImmutableSortedDictionary<string, string>.Empty, removed));
                break;
            case EffectOrigin.KernelLine:
                if (transaction.Plan?.Changes.OfType<KernelLineChange>().FirstOrDefault(change => string.Equals(FileStates.Resolve(context.Roots, change.Path), effect.Path, StringComparison.Ordinal)) is { } line)
                {
                    TakeOut(context, transaction, effect.Path, line);
                }

                break;
            case EffectOrigin.BootVariable:
                // What the person or the loader chose since stays.
                break;
            default:
                Replace(context, transaction, effect.Path, artifacts => artifacts.GenerateBootConfiguration([]));
                break;
        }
    }

    private static void Tell(ChangeContext context, string machinePath) => context.Report(ProgressKind.Step, $"Generate {machinePath} anew");

    private static void BuildImage(ChangeContext context, Transaction transaction, InitramfsImage image) =>
        Replace(context, transaction, image.Path, artifacts => artifacts.BuildInitramfs(image, expected: null));

    private static void TakeOut(ChangeContext context, Transaction transaction, string machinePath, KernelLineChange line)
    {
        if (new MachineReader(context.Roots).ReadFile(context.Roots.Locate(machinePath)) is { IsExact: true } file
            && KernelLineText.TakeOut(file.Text, line.Added, line.Replaced) is { } edited && !string.Equals(edited, file.Text, StringComparison.Ordinal))
        {
            Replace(context, transaction, machinePath, artifacts => artifacts.Write(Path.GetFileName(machinePath), edited));
        }
    }

    /// <summary>Builds a file aside and puts it into the place of another, whose mode and owner it takes.</summary>
    /// <param name="context">The machine.</param>
    /// <param name="transaction">Whose scratch folder is used, and whose name the staging file has.</param>
    /// <param name="machinePath">The machine's own path.</param>
    /// <param name="build">Builds it; gives its path in the scratch folder.</param>
    internal static void Replace(ChangeContext context, Transaction transaction, string machinePath, Func<BootArtifacts, string> build)
    {
        transaction.EnsureScratch();
        var built = build(BootArtifacts.Of(context, transaction));
        var resolved = FileStates.Resolve(context.Roots, machinePath);
        var target = context.Roots.Locate(resolved);
        var state = FileStates.Read(target);
        var staging = Path.Combine(Path.GetDirectoryName(target)!, $".passthrough-{transaction.Id}-again");
        using (var content = File.OpenRead(built))
        {
            DurableFile.Stage(staging, content, state.Exists ? state : FileStates.Read(built) with { Mode = 0b110_100_100 }, keepsTime: false);
        }

        BootFile.Replace(staging, target, resolved);
        File.Delete(built);
    }
}
