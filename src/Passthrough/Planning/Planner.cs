using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;
using Passthrough.Planning.BootChains;
using Passthrough.Planning.Guard;
using Passthrough.Planning.Isolation;
using Passthrough.Planning.KernelLine;
using Passthrough.Planning.Surroundings;
using Passthrough.Planning.Tuning;

namespace Passthrough.Planning;

/// <summary>
/// Plans how a machine that boots with GRUB, systemd-boot, Limine or rEFInd, or from a unified kernel image, and an initramfs of initramfs-tools, dracut or mkinitcpio gives one graphics card to vfio-pci: isolation by identity in the initramfs, and the
/// IOMMU on the kernel line. Pure: the same facts and request give the same plan.
/// </summary>
public static class Planner
{
    /// <summary>The driver that holds a device for a guest.</summary>
    public const string VfioPci = "vfio-pci";

    /// <summary>Makes the plan.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What is wanted.</param>
    /// <returns>The plan; without changes when the machine's files say all of it already.</returns>
    /// <exception cref="NotFoundException">There is no device at the address.</exception>
    /// <exception cref="RefusedException">A safety rule forbids it.</exception>
    /// <exception cref="NeedsRootException">What starts the machine now is readable by root only.</exception>
    public static Plan Plan(HostFacts facts, PlanRequest request)
    {
        var card = PlanRefusals.CardOf(facts, request.Gpu);
        PlanRefusals.RequireIommu(facts);
        PlanRefusals.RequireHostKeepsDisplay(facts, card, request);
        PlanRefusals.RequireOwnGroups(facts, card, request);
        PlanRefusals.RequireNoHolders(card, request);
        PlanRefusals.RequireKvmWhereItsOptionsAreAskedFor(facts, request);
        var devices = IdentitiesOf(facts, card);
        PlanRefusals.RequireKnownBootChain(facts, request, devices);
        PlanRefusals.RequireKernels(facts);
        var isolation = CardIsolation.Of(facts, request, devices);

        // The only card stays the host's own until a guest starts, which is the only plan that there is for it.
        var hostDisplay = facts.Display.Cards.Where(other => other.Display != card.Display || facts.Display.Cards.Length == 1)
            .SelectMany(other => IdentitiesOf(facts, other))
            .OrderBy(device => device.Address)
            .ToImmutableArray();
        var chain = BootChain.Of(facts, KernelWish.Of(facts, request, devices), request.Program, request.Isolation == IsolationWay.Identity);
        var around = Surrounding.Of(facts, request);

        // What takes seconds and may fail comes before what takes minutes, and is the last to be taken back.
        ImmutableArray<Change> changes = [.. around.Changes, .. Guarded(chain, request, Changes(facts.Boot, request, isolation, HugePageOvercommit.Of(facts, request), chain))];
        ImmutableArray<string> kernels = [.. facts.Boot.Kernels.Select(kernel => kernel.Version)];
        return new Plan
        {
            Request = request,
            Devices = devices,
            HostDisplay = hostDisplay,
            Changes = changes,
            Postconditions = Postconditions(facts, request, devices.SelectMany(isolation.Postconditions), hostDisplay, hostDisplay.Where(device => facts.Display.IsAlive(device.Address)), chain).AddRange(around.Postconditions),
            UndonePostconditions = UndonePostconditions(facts, request, devices, hostDisplay, chain.Wanted).AddRange(around.UndonePostconditions),
            NeedsReboot = !changes.IsEmpty,
            Fingerprint = PlanJson.Fingerprint(new PlanBasis(request, devices, hostDisplay, changes, kernels, facts.Boot.CommandLine)),
        };
    }

    private static ImmutableArray<DeviceIdentity> IdentitiesOf(HostFacts facts, GraphicsCard card) =>
    [
        .. card.Functions
            .Select(function => facts.Pci.Find(function))
            .OfType<PciDevice>()
            .Where(device => !device.Class.IsBridge)
            .OrderBy(device => device.Address)
            .Select(device => new DeviceIdentity(device.Address, device.Identity, device.Driver)),
    ];

    private static ImmutableArray<Change> Changes(BootFacts boot, PlanRequest request, CardIsolation isolation, HugePagesAllowed? allowed, BootChain chain)
    {
        var changes = ImmutableArray.CreateBuilder<Change>();
        changes.AddRange(isolation.InImages);
        changes.AddRange(isolation.Outside);
        if (request.IgnoreMsrs && !KvmOptions.AreSetElsewhere(boot.ModuleMentions))
        {
            changes.AddRange(OwnFile.Write(
                boot, "kvm-options", "Let guests touch processor registers that KVM does not know",
                "Some Windows games and drivers ask for registers that KVM answers with a fault, which stops the guest. They read as zero instead, and the kernel log is not filled with them.",
                KvmOptions.Path, KvmOptions.Text, NewFileMode.Plain));
        }

        if (allowed is not null)
        {
            changes.AddRange(OwnFile.Write(
                boot, "hugepages-overcommit", "Let the kernel make huge pages when a guest asks for them", "The host has the memory while no guest runs; a guest that finds it fragmented does not start.",
                HugePageOvercommit.Path, HugePageOvercommit.Text(allowed), NewFileMode.Plain));
        }

        changes.AddRange(chain.KernelLine);
        var rebuilds = !isolation.InImages.IsEmpty || (chain.LineIsInImages && (!chain.KernelLine.IsEmpty || boot.Entries.Any(entry => entry.IsOrdinary && chain.Wanted.Any(word => !KernelWordsFor.Has(entry.Parameters, word)))));
        var needs = isolation.Images ?? (chain.LineIsInImages ? ImageNeeds.None : null);
        var images = rebuilds && needs is not null ? ImagesChange(boot, needs, chain.Images) : null;
        changes.AddRange(images is null ? Array.Empty<Change>() : [images, .. chain.AfterImages]);
        changes.AddRange(chain.Configuration);
        changes.AddRange(images is null && chain.KernelLine.IsEmpty ? [] : chain.Carried);
        return changes.ToImmutable();
    }

    private static ImmutableArray<Change> Guarded(BootChain chain, PlanRequest request, ImmutableArray<Change> changes)
    {
        var concernsBoot = changes.Any(change => change is InitramfsChange or BootConfigurationChange or KernelLineChange or BootPartitionsChange or ToolChange);
        var images = changes.OfType<InitramfsChange>().FirstOrDefault();
        var guard = !concernsBoot ? BootGuard.None : request.NoTrial ? chain.WithoutTrial(images) : chain.Guard(images);
        return [.. guard.Before, .. changes.Where(change => !guard.Holds(change)), .. guard.After];
    }

    private static InitramfsChange ImagesChange(BootFacts boot, ImageNeeds needs, ImmutableArray<InitramfsImage> images) => new(
        "initramfs", "Rebuild the initramfs of every installed kernel",
        "Whichever kernel is chosen at boot, the card is isolated. Each new image is opened and checked before it replaces the old one.",
        images, needs.Files, needs.RunsBeforeUdev)
    {
        Generator = boot.Generator,
    };

    private static ImmutableArray<Postcondition> Postconditions(
        HostFacts facts, PlanRequest request, IEnumerable<Postcondition> isolated, ImmutableArray<DeviceIdentity> hostDisplay, IEnumerable<DeviceIdentity> alive, BootChain chain) =>
    [
        .. chain.Wanted.Where(_ => chain.AreEntriesSeen).Select(word => new BootEntriesHaveParameter(word)),
        .. chain.Wanted.Select(word => new KernelParameterPresent(word)),
        new IommuState(IsOn: true),
        .. isolated,
        .. hostDisplay.Select(device => new DeviceHasDriver(device, device.DriverBefore)),
        .. alive.Select(device => new DisplayIsAlive(device)),
        .. IgnoresMsrs(request, isOn: true),
        .. HugePageReservation.Of(facts, request) is { } pages ? [pages] : Array.Empty<Postcondition>(),
        .. HugePageOvercommit.Of(facts, request) is { } allowed ? [allowed] : Array.Empty<Postcondition>(),
        .. CpuIsolation.Of(facts, request) is { } cpus ? [new CpusAreIsolated(cpus)] : Array.Empty<Postcondition>(),
    ];

    private static ImmutableArray<Postcondition> UndonePostconditions(
        HostFacts facts, PlanRequest request, ImmutableArray<DeviceIdentity> devices, ImmutableArray<DeviceIdentity> hostDisplay, ImmutableArray<string> words) =>
    [
        .. words.Where(word => !KernelWordsFor.Has(facts.Boot.CommandLine, word)).Select(word => new KernelParameterAbsent(word)),
        new IommuState(facts.Iommu.IsOn),
        .. devices.Concat(hostDisplay).Select(device => new DeviceHasDriver(device, device.DriverBefore)),
        .. IgnoresMsrs(request, facts.Virtualization.Parameter(KvmOptions.Module, KvmOptions.IgnoreMsrs)?.IsOn == true),
    ];

    private static IEnumerable<ModuleParameterIs> IgnoresMsrs(PlanRequest request, bool isOn) =>
        request.IgnoreMsrs ? [new ModuleParameterIs(KvmOptions.Module, KvmOptions.IgnoreMsrs, isOn)] : [];
}
