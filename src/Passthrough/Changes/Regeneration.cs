using System.Collections.Immutable;
using Passthrough.Changes.Files;
using Passthrough.Changes.Journal;
using Passthrough.Changes.KernelCommandLine;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.Limine;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Host.Boot.UnifiedImages;
using Passthrough.Host.Firmware;
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
        var images = ImagesNow(context);
        var done = ImmutableArray.CreateBuilder<(Effect Effect, Reversal How)>();
        foreach (var effect in effects.Where(effect => effect.Origin != EffectOrigin.BootPartitions).OrderBy(effect => effect.Origin))
        {
            var isGone = IsGone(context, effect, images);
            if (!isGone)
            {
                Build(context, transaction, effect, images, reverser);
            }

            var how = isGone ? Reversal.Skipped : effect.Origin is EffectOrigin.Initramfs or EffectOrigin.BootConfiguration ? Reversal.Regenerated : Reversal.TakenOut;
            reverser.Record(effect, how);
            done.Add((effect, how));
        }

        var newer = TakeOutOfNewer(context, transaction, images);
        RenewChecksums(context, transaction, [.. done.Where(pair => pair is { Effect.Origin: EffectOrigin.Initramfs, How: Reversal.Regenerated }).Select(pair => pair.Effect.Path), .. newer]);
        WriteBootPartitions(context, transaction);
        foreach (var effect in effects.Where(effect => effect.Origin == EffectOrigin.BootPartitions))
        {
            reverser.Record(effect, Reversal.Regenerated);
            done.Add((effect, Reversal.Regenerated));
        }

        return done.ToImmutable();
    }

    /// <summary>
    /// The tool that copies the machine's files to where the boot loader reads them has to see them as they were before: it is run when all else is done. Also where this transaction was cut off before it ran: others, the
    /// installation of a kernel for example, may have run it meanwhile.
    /// </summary>
    private static void WriteBootPartitions(ChangeContext context, Transaction transaction)
    {
        if (transaction.Plan?.Changes.OfType<BootPartitionsChange>().FirstOrDefault() is { } change && !transaction.Effects.IsEmpty)
        {
            context.Report(ProgressKind.Step, change.Title);
            transaction.EnsureScratch();
            BootArtifacts.Of(context, transaction).WriteBootPartitions();
        }
    }

    /// <summary>
    /// A kernel that was installed after the apply got an initramfs with this program's script and list in it, and its entry got the words: the image is built anew and the words are taken out. The same holds for an image that
    /// a tool put in the place of another under a new name, and for an entry that kernelstub had no kernel for before.
    /// </summary>
    private static ImmutableArray<string> TakeOutOfNewer(ChangeContext context, Transaction transaction, ImmutableArray<InitramfsImage> images)
    {
        ImmutableArray<Change> changes = transaction.Plan?.Changes ?? [];
        ImmutableArray<InitramfsImage> planned = [.. changes.OfType<InitramfsChange>().SelectMany(change => change.Images)];
        var known = planned.Select(image => image.KernelVersion).ToHashSet(StringComparer.Ordinal);
        var areUnified = planned.Any(image => image.Unified is not null);
        ImmutableArray<InitramfsImage> built = planned.IsEmpty ? [] : [.. images.Where(image => (image.Unified is not null) == areUnified && !IsPlanned(context, image, planned) && (!known.Contains(image.KernelVersion) || IsInPlaceOfAnother(context, image, planned)))];
        foreach (var image in built)
        {
            Tell(context, image.Path);
            BuildImage(context, transaction, image);
        }

        if (changes.OfType<KernelLineChange>().FirstOrDefault(change => change.Form == KernelLineForm.LoaderEntry) is { } line && LoaderEntriesReader.Read(new MachineReader(context.Roots), new UnifiedImageList([], HasUnknown: false)) is { } menu)
        {
            var words = LoaderEntryFile.Parse(line.Path, line.Before).Options;
            var edited = changes.OfType<KernelLineChange>().Select(change => change.Path).ToHashSet(StringComparer.Ordinal);
            var isByKernelstub = changes.OfType<KernelLineChange>().Any(change => change.Form == KernelLineForm.Kernelstub);
            var newer = menu.Entries.Where(entry => entry.KernelVersion is { } version ? !known.Contains(version) : isByKernelstub && KernelstubCopies.AreOf(entry) && !edited.Contains(entry.Path));
            foreach (var entry in newer.Where(entry => !menu.IsForeign(entry) && BootLoaderDecision.IsSameRoot(entry.Options, words)))
            {
                TakeOut(context, transaction, entry.Path, line);
            }
        }

        return [.. built.Select(image => image.Path)];
    }

    private static ImmutableArray<InitramfsImage> ImagesNow(ChangeContext context)
    {
        var boot = BootReader.Read(new MachineReader(context.Roots));
        return [.. BootImages.Of(boot.Kernels, boot.Presets, withCopies: true), .. BootImages.Of(boot, boot.OrdinaryImages.Where(image => IsBuildable(boot, image)), [])];
    }

    private static bool IsBuildable(BootFacts boot, UnifiedImage image) =>
        image.Builder != InitramfsGenerator.Unknown && BootImages.KernelOf(boot, image) is { } version && boot.Kernels.Any(kernel => string.Equals(kernel.Version, version, StringComparison.Ordinal));

    /// <summary>What a unified kernel image must be like that is built without what this program wanted of it; null for an initramfs alone.</summary>
    private static UnifiedImageNeeds? Unasked(UnifiedImageNeeds? needs) => needs is null ? null : needs with { MustHaveParameters = [] };

    private static bool IsPlanned(ChangeContext context, InitramfsImage image, ImmutableArray<InitramfsImage> planned) => planned.Any(other => IsAt(context, other, FileStates.Resolve(context.Roots, image.Path)));

    private static bool IsInPlaceOfAnother(ChangeContext context, InitramfsImage image, ImmutableArray<InitramfsImage> planned) =>
        planned.Any(other => IsOf(other, image.KernelVersion) && !File.Exists(context.Roots.Locate(FileStates.Resolve(context.Roots, other.Path))));

    private static bool IsAt(ChangeContext context, InitramfsImage image, string resolved) => string.Equals(FileStates.Resolve(context.Roots, image.Path), resolved, StringComparison.Ordinal);

    /// <summary>
    /// True when there is nothing left to build: the file is removed, or the kernel of an image is, or the name of an image is one that nothing starts an installed kernel with any more. An image that somebody removed
    /// is built anew where its kernel has no other.
    /// </summary>
    private static bool IsGone(ChangeContext context, Effect effect, ImmutableArray<InitramfsImage> images)
    {
        var exists = File.Exists(context.Roots.Locate(effect.Path));
        return effect.Origin is EffectOrigin.BootEnvironment or EffectOrigin.KernelLine
            ? !exists
            : effect.KernelVersion is { } version
                && !images.Any(image => IsAt(context, image, effect.Path))
                && (exists || images.Any(image => IsOf(image, version)) || context.ReadKernels().All(kernel => !string.Equals(kernel.Version, version, StringComparison.Ordinal)));
    }

    private static bool IsOf(InitramfsImage image, string version) => string.Equals(image.KernelVersion, version, StringComparison.Ordinal);

    /// <summary>Builds the file of an effect anew and puts it in place.</summary>
    private static void Build(ChangeContext context, Transaction transaction, Effect effect, ImmutableArray<InitramfsImage> images, EffectReverser reverser)
    {
        Tell(context, effect.Path);
        switch (effect.Origin)
        {
            case EffectOrigin.Initramfs:
                // A name may belong to another kernel by now: kernelstub gives the newest one's image the same name each time.
                var planned = transaction.Plan?.Changes.OfType<InitramfsChange>().SelectMany(change => change.Images).FirstOrDefault(image => IsAt(context, image, effect.Path));
                BuildImage(
                    context, transaction,
                    images.FirstOrDefault(image => IsAt(context, image, effect.Path)) is { } now ? now with { Path = effect.Path } : new InitramfsImage(effect.KernelVersion!, effect.Path) { Arguments = planned?.Arguments, Unified = Unasked(planned?.Unified) });
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
                // What the person, the loader or the firmware chose since stays.
                if (FirmwareVariables.IsOne(effect.Path))
                {
                    reverser.RestoreVariable(effect);
                }

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
            && KernelLines.TakeOut(file.Text, line) is { } edited && !string.Equals(edited, file.Text, StringComparison.Ordinal))
        {
            Replace(context, transaction, machinePath, artifacts => artifacts.Write(Path.GetFileName(machinePath), edited));
        }
    }

    /// <summary>Where images were built anew whose checksums Limine's configuration names, those of the new ones are written there.</summary>
    private static void RenewChecksums(ChangeContext context, Transaction transaction, ImmutableArray<string> images)
    {
        if (transaction.Plan?.Changes.OfType<KernelLineChange>().Any(line => line.Form == KernelLineForm.Limine) != true || images.IsEmpty || context.ReadLimine() is not { } menu)
        {
            return;
        }

        var hashed = menu.Hashed(images)
            .Where(pair => pair.Module.Hash!.Length == LimineFile.Blake2Digits)
            .ToImmutableSortedDictionary(pair => pair.Module.Path, pair => pair.Image, StringComparer.Ordinal);
        if (!hashed.IsEmpty)
        {
            Replace(context, transaction, menu.Path, artifacts => artifacts.WriteChecksums(menu.Path, hashed));
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
            DurableFile.Stage(staging, content, state.Exists ? state : FileStates.Read(built) with { Mode = NewFileMode.Plain }, keepsTime: false);
        }

        BootFile.Replace(staging, target, resolved);
        File.Delete(built);
    }
}
