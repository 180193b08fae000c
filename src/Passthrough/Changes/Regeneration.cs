using System.Collections.Immutable;
using Passthrough.Changes.Files;
using Passthrough.Changes.Journal;
using Passthrough.Host.Boot;
using Passthrough.Planning;

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
                Build(context, transaction, effect.Origin, effect.Path, effect.KernelVersion);
            }

            var how = (isGone, effect.Origin) switch { (true, _) => Reversal.Skipped, (_, EffectOrigin.BootEnvironment) => Reversal.TakenOut, _ => Reversal.Regenerated };
            reverser.Record(effect, how);
            done.Add((effect, how));
        }

        return done.ToImmutable();
    }

    /// <summary>A kernel that was installed after the apply got an initramfs with this program's script and list in it: it is built anew without them.</summary>
    public static void BuildNewerImages(ChangeContext context, Transaction transaction)
    {
        if (transaction.Plan?.Changes.OfType<InitramfsChange>().FirstOrDefault() is not { } change)
        {
            return;
        }

        var known = change.Images.Select(image => image.KernelVersion).ToHashSet(StringComparer.Ordinal);
        foreach (var kernel in context.ReadKernels().Where(kernel => kernel.InitramfsPath is not null && !known.Contains(kernel.Version)))
        {
            Build(context, transaction, EffectOrigin.Initramfs, kernel.InitramfsPath!, kernel.Version);
        }
    }

    /// <summary>True when there is nothing left to build: the kernel of an image is removed, or the boot loader's variables are.</summary>
    private static bool IsGone(ChangeContext context, Effect effect) => effect.Origin == EffectOrigin.BootEnvironment
        ? !File.Exists(context.Roots.Locate(effect.Path))
        : effect.KernelVersion is { } version && context.ReadKernels().All(kernel => !string.Equals(kernel.Version, version, StringComparison.Ordinal));

    /// <summary>Builds one file and puts it in place.</summary>
    /// <param name="context">The machine.</param>
    /// <param name="transaction">Whose scratch folder is used.</param>
    /// <param name="origin">Which tool.</param>
    /// <param name="machinePath">The machine's own path.</param>
    /// <param name="kernelVersion">The kernel, for an initramfs.</param>
    private static void Build(ChangeContext context, Transaction transaction, EffectOrigin origin, string machinePath, string? kernelVersion)
    {
        context.Report(ProgressKind.Step, $"Generate {machinePath} anew");
        Replace(context, transaction, machinePath, artifacts => origin switch
        {
            EffectOrigin.Initramfs => artifacts.BuildInitramfs(kernelVersion!, expected: null),
            EffectOrigin.BootEnvironment => artifacts.EditBootEnvironment(machinePath, ImmutableSortedDictionary<string, string>.Empty, transaction.Plan?.TrialBoot?.Removed ?? []),
            _ => artifacts.GenerateBootConfiguration([]),
        });
    }

    /// <summary>Builds a file aside and puts it into the place of another, whose mode and owner it takes.</summary>
    /// <param name="context">The machine.</param>
    /// <param name="transaction">Whose scratch folder is used, and whose name the staging file has.</param>
    /// <param name="machinePath">The machine's own path.</param>
    /// <param name="build">Builds it; gives its path in the scratch folder.</param>
    internal static void Replace(ChangeContext context, Transaction transaction, string machinePath, Func<BootArtifacts, string> build)
    {
        transaction.EnsureScratch();
        var built = build(new BootArtifacts(context, transaction.Plan?.Generator ?? InitramfsGenerator.Unknown, transaction.Id, transaction.Scratch));
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
