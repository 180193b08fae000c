using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Planning.Initramfs;

namespace Passthrough.Planning.Isolation;

/// <summary>How a plan keeps a card for guests.</summary>
/// <param name="InImages">Changes of files that the initramfs images are built from.</param>
/// <param name="Outside">Changes of files that no image holds.</param>
/// <param name="Images">What the images must show; null when none is built.</param>
/// <param name="Postconditions">What must be true of each function after the reboot.</param>
internal sealed record CardIsolation(
    ImmutableArray<Change> InImages,
    ImmutableArray<Change> Outside,
    ImageNeeds? Images,
    Func<DeviceIdentity, IEnumerable<Postcondition>> Postconditions)
{
    /// <summary>What a request asks for.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="devices">The card's functions.</param>
    /// <exception cref="RefusedException">This program cannot do it with what builds the initramfs images, or a file cannot be edited with certainty.</exception>
    public static CardIsolation Of(HostFacts facts, PlanRequest request, ImmutableArray<DeviceIdentity> devices) => request.Isolation switch
    {
        IsolationWay.Identity => ByIdentity(facts, devices),
        IsolationWay.Ids => ByIds(facts, devices),
        IsolationWay.OnDemand => new([], [], null, _ => []),
        _ => throw new System.Diagnostics.UnreachableException($"no way of isolation {request.Isolation} is known"),
    };

    private static CardIsolation ByIdentity(HostFacts facts, ImmutableArray<DeviceIdentity> devices)
    {
        var boot = facts.Boot;
        if (boot.LineTool == KernelLineTool.RpmOstree)
        {
            return ByEarlyRule(boot, devices);
        }

        if (IsolationForm.For(boot.Generator) is not { } form)
        {
            throw new RefusedException($"the initramfs is built by neither initramfs-tools nor dracut nor mkinitcpio ({boot.Generator})", null, PlanRefusals.ByHand(facts, devices));
        }

        return new(
            [
                .. OwnFile.Write(
                    boot, "isolated-devices", "List the card's functions for isolation",
                    "The initramfs takes exactly these functions, by address and identity: an equal second card, or another card at this address, is left alone.",
                    IsolatedDevices.Path, IsolatedDevices.Text(devices), NewFileMode.Plain),
                .. form.Changes(boot),
            ],
            [
                .. OwnFile.Write(
                    boot, "hotplug-rule", "Isolate the card again when it is added anew",
                    "After a hot plug or a rescan of the bus the kernel has forgotten the override; udev then sets it again, by the same address and identity.",
                    HotplugRule.Path, HotplugRule.Text(devices), NewFileMode.Plain),
            ],
            NeedsOf(boot, [IsolatedDevices.Path, .. form.InImage], form.RunsBeforeUdev),
            device => [new DeviceHasDriver(device, Planner.VfioPci), new IsolatedBeforeDrivers(device), new GroupIsViable(device)]);
    }

    /// <summary>Where the initramfs is built elsewhere and takes files of <c>/etc</c> alone, udev's own rule does what the script does in others.</summary>
    private static CardIsolation ByEarlyRule(BootFacts boot, ImmutableArray<DeviceIdentity> devices) => new(
        [],
        [
            .. OwnFile.Write(
                boot, "isolation-rule", "Isolate the card before any driver is loaded", "udev sets driver_override of exactly these functions, by address and identity, in the initramfs and whenever one is added: no other driver ever has them.",
                EarlyRule.Path, EarlyRule.Text(devices), NewFileMode.Plain),
        ],
        null,
        Taken);

    private static CardIsolation ByIds(HostFacts facts, ImmutableArray<DeviceIdentity> devices)
    {
        var boot = facts.Boot;
        if (boot.LineTool == KernelLineTool.RpmOstree)
        {
            throw new RefusedException("rpm-ostree's initramfs is built elsewhere and holds no vfio-pci, so the card's own driver would be there first", null, "plan without --isolation ids: by identity the card is kept from every other driver");
        }

        var form = VfioIds.FormFor(facts, devices);
        ImmutableArray<Change> order =
        [
            .. OwnFile.Write(
                boot, "vfio-order", "Load vfio-pci before the card's own drivers", "Whatever loads one of these drivers loads vfio-pci before it, which then takes the functions with the card's ids.",
                VfioIds.OrderPath, VfioIds.OrderText(facts, devices), NewFileMode.Plain),
        ];
        return form is null
            ? new([], order, null, Taken)
            : new([.. order, .. form.Changes(boot)], [], NeedsOf(boot, [VfioIds.OrderPath, .. form.InImage], form.RunsBeforeUdev), Taken);
    }

    private static IEnumerable<Postcondition> Taken(DeviceIdentity device) => [new DeviceHasDriver(device, Planner.VfioPci), new GroupIsViable(device)];

    /// <summary>A driver that is part of the kernel is in no image.</summary>
    private static ImageNeeds NeedsOf(BootFacts boot, ImmutableArray<string> paths, string? runsBeforeUdev)
    {
        ImmutableArray<string> files = [.. paths.Select(path => path.TrimStart('/'))];
        return new(boot.Kernels.All(kernel => kernel.VfioPci != DriverForm.BuiltIn) ? files.Add("vfio-pci.ko") : files, runsBeforeUdev);
    }
}
