using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Planning.Guard;
using Passthrough.Planning.Isolation;
using Passthrough.Planning.KernelLine;

namespace Passthrough.Planning.BootChains;

/// <summary>What a plan does with one kind of boot loader, apart from what the initramfs holds.</summary>
/// <param name="Wanted">The words that an ordinary start then has on its kernel line.</param>
/// <param name="KernelLine">Changes of the files that the kernel line comes from; before the images are built.</param>
/// <param name="Configuration">Changes of what the loader reads, made from those files; after the images.</param>
/// <param name="Images">The initramfs images that the loader's ordinary entries start, for all kernels.</param>
/// <param name="Guard">The guard, given the change that replaces the images (null: none).</param>
internal sealed record BootChain(
    ImmutableArray<string> Wanted,
    ImmutableArray<Change> KernelLine,
    ImmutableArray<Change> Configuration,
    ImmutableArray<InitramfsImage> Images,
    Func<InitramfsChange?, BootGuard> Guard)
{
    /// <summary>True when the images hold the kernel line, so that they are built anew for it too.</summary>
    public bool LineIsInImages { get; init; }

    /// <summary>Changes that carry what was written to where the loader reads it; at the end, and only where there is something to carry.</summary>
    public ImmutableArray<Change> Carried { get; init; } = [];

    /// <summary>False where the loader's entries are on partitions that are not mounted, so that nobody can look at them.</summary>
    public bool AreEntriesSeen { get; init; } = true;

    /// <summary>What is offered where the person does without a trial boot, given the change that replaces the images (null: none); nothing by default, for these loaders' menus have entries of their own to fall back to, or edit a line.</summary>
    public Func<InitramfsChange?, BootGuard> WithoutTrial { get; init; } = _ => BootGuard.None;

    /// <summary>Changes that come after the images, and only where those are replaced.</summary>
    public ImmutableArray<Change> AfterImages { get; init; } = [];

    /// <summary>The chain of a machine that <see cref="PlanRefusals.RequireKnownBootChain"/> let pass.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="wish">What is wanted of the kernel line.</param>
    /// <param name="program">The path of this program, which looks at the trial boot.</param>
    /// <param name="isIsolating">True when the card is isolated by its identity from the start on.</param>
    /// <exception cref="Failures.RefusedException">A file cannot be edited with certainty.</exception>
    public static BootChain Of(HostFacts facts, KernelWish wish, string program, bool isIsolating) => facts.Boot switch
    {
        { LineTool: KernelLineTool.ProxmoxBootTool } => ProxmoxChain.Of(facts, wish),
        { LineTool: KernelLineTool.RpmOstree } => RpmOstreeChain.Of(facts, wish, isIsolating),
        { LineTool: KernelLineTool.UnifiedImageBuilder } => UnifiedImageChain.Of(facts, wish, program),
        { LineTool: KernelLineTool.Sdbootutil, Loader.Kind: BootLoaderKind.GrubLoaderEntries } => GrubSdbootutilChain.Of(facts, wish),
        { Loader.Kind: BootLoaderKind.SystemdBoot } => SystemdBootChain.Of(facts, wish, program),
        { Loader.Kind: BootLoaderKind.GrubLoaderEntries } => GrubLoaderEntriesChain.Of(facts, wish, program),
        { Loader.Kind: BootLoaderKind.Limine } => LimineChain.Of(facts, wish, program),
        { Loader.Kind: BootLoaderKind.Refind } => RefindChain.Of(facts, wish, program),
        _ => GrubChain.Of(facts, wish, program),
    };

    /// <summary>Why the words are wanted, and what stood against them.</summary>
    /// <param name="wish">What is wanted.</param>
    /// <param name="replaced">The words that are replaced.</param>
    public static string LineReason(KernelWish wish, ImmutableArray<string> replaced)
    {
        var card = string.Concat(wish.Card.Select(word => word.StartsWith(VfioIds.Parameter, StringComparison.Ordinal)
            ? " vfio-pci takes what has the card's ids."
            : " The ACS override makes groups look separate that the hardware does not separate: the guest can reach the memory of the devices beside its card."));
        var tuning = wish.Tuning.IsEmpty ? "" : " What was asked for besides is set aside for a guest as the kernel starts.";
        var reason = $"An ordinary start gets {string.Join(' ', KernelWordsFor.Wanted(wish))}: the kernel then isolates devices from each other, and the host's own devices keep their speed.{card}{tuning}";
        return replaced.IsEmpty ? reason : $"{reason} {string.Join(' ', replaced)} stood against that and is replaced.";
    }
}
