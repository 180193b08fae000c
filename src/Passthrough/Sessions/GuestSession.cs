using System.Collections.Immutable;
using Passthrough.Changes;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Description;
using Passthrough.Guests.Design;
using Passthrough.Guests.Libvirt;
using Passthrough.Host;
using Passthrough.Host.Distribution;
using Passthrough.Host.Iommu;
using Passthrough.Host.Network;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;
using Passthrough.Intent;
using Passthrough.Planning;
using Passthrough.Processes;
using Passthrough.Qmp;
using Passthrough.Sessions.Leases;
using Passthrough.Sessions.Monitors;

namespace Passthrough.Sessions;

/// <summary>The life of the guests of one machine: created, started, stopped, deleted.</summary>
/// <param name="roots">The machine.</param>
/// <param name="libvirtUri">libvirt's daemon.</param>
public sealed class GuestSession(HostRoots roots, string libvirtUri = LibvirtConnection.SystemUri)
{
    private readonly SessionKeeper keeper = new(roots);

    private static readonly ImmutableArray<string> NeededModules = ["vfio_pci", "vfio_iommu_type1"];

    /// <summary>Designs a guest that is not written down yet, as it would be.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="host">The machine, read for guests.</param>
    /// <exception cref="PassthroughException">As <see cref="GuestDesigner.Design"/> throws, or passthrough.yaml cannot be understood.</exception>
    public GuestDesign Design(GuestDescription guest, HostFacts host) => GuestDesigner.Design(guest with { IsInUsbProfile = IntentFile.IsNamed(IntentStore.Read(roots).UsbProfiles, guest.Name) }, host, MachineSeed.Read(roots));

    /// <summary>Writes a new guest into the intent, and into libvirt when that runs it.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="host">The machine, read for guests.</param>
    /// <returns>The guest as it was designed.</returns>
    /// <exception cref="RefusedException">The name is taken, or the file cannot be added to; nothing was changed.</exception>
    /// <exception cref="NeedsRootException">Not root.</exception>
    /// <exception cref="HypervisorException">libvirt does not take it; nothing was changed.</exception>
    public GuestDesign Create(GuestDescription guest, HostFacts host)
    {
        var design = Design(guest, host);
        var text = IntentEditor.Add(IntentStore.Read(roots), guest);
        GuestFiles.RequireAll(roots, design.Guest, host);
        Rights.RequireRoot(roots, $"guest create {guest.Name} ...");
        using var change = ChangeLock.Take(roots);
        if (design.Guest.Runtime == GuestRuntime.Libvirt && roots.IsLive)
        {
            new LibvirtRunner(roots, libvirtUri).Define(design.Guest, host);
        }

        try
        {
            IntentStore.Write(roots, text);
        }
        catch (RefusedException)
        {
            Forget(guest);
            throw;
        }

        return design;
    }

    /// <summary>Takes a guest that does not run from one stage to the other: in the intent, and in libvirt when that runs it.</summary>
    /// <param name="name">The guest.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="host">The machine, read for guests.</param>
    /// <returns>The guest as it is designed now.</returns>
    /// <exception cref="NotFoundException">There is no such guest.</exception>
    /// <exception cref="RefusedException">It runs, or the file cannot be edited; nothing was changed.</exception>
    /// <exception cref="NeedsRootException">Not root.</exception>
    public GuestDesign Enter(string name, GuestStage stage, HostFacts host)
    {
        var intent = IntentStore.Read(roots);
        var guest = Need(intent, name).Guest;
        var text = IntentEditor.SetStage(intent, name, stage);
        var design = Design(guest with { Stage = stage }, host);
        GuestFiles.RequireAll(roots, design.Guest, host);
        Rights.RequireRoot(roots, $"guest passthrough {name}");
        using var change = ChangeLock.Take(roots);
        RequireOff(guest);
        if (design.Guest.Runtime == GuestRuntime.Libvirt && roots.IsLive)
        {
            new LibvirtRunner(roots, libvirtUri).Define(design.Guest, host);
        }

        IntentStore.Write(roots, text);
        return design;
    }

    /// <summary>Removes a guest that does not run from the intent and from its runtime; its disks stay.</summary>
    /// <exception cref="NotFoundException">There is no such guest.</exception>
    /// <exception cref="RefusedException">It runs, or the file cannot be edited; nothing was changed.</exception>
    /// <exception cref="NeedsRootException">Not root.</exception>
    public void Delete(string name)
    {
        var intent = IntentStore.Read(roots);
        var guest = Need(intent, name).Guest;
        var text = IntentEditor.Remove(intent, name);
        Rights.RequireRoot(roots, $"guest delete {name}");
        using var change = ChangeLock.Take(roots);
        RequireOff(guest);
        Forget(guest);
        if (IntentEditor.IsEmpty(text))
        {
            IntentStore.Remove(roots);
            return;
        }

        IntentStore.Write(roots, text);
    }

    /// <summary>Whether a guest runs; <see cref="GuestState.Unknown"/> when its runtime does not answer this user.</summary>
    public GuestState StateOf(GuestDescription guest)
    {
        try
        {
            return roots.IsLive ? RunnerOf(guest).StateOf(guest.Name) : GuestState.Unknown;
        }
        catch (HypervisorException)
        {
            return GuestState.Unknown;
        }
    }

    /// <summary>Gives a guest its card and starts it. Refuses, and changes nothing, when anything is in the way.</summary>
    /// <param name="name">The guest.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="NotFoundException">There is no such guest, or one of its files is missing.</exception>
    /// <exception cref="RefusedException">See <see cref="AcquisitionRules"/>.</exception>
    /// <exception cref="BusyException">It is being started by another command.</exception>
    /// <exception cref="NeedsRootException">Not root.</exception>
    /// <exception cref="HypervisorException">libvirt or QEMU failed; what was taken was given back.</exception>
    public async Task<StartResult> StartAsync(string name, CancellationToken cancellation = default)
    {
        var intent = IntentStore.Read(roots);
        var entry = Need(intent, name);
        RequireLive();
        Rights.RequireRoot(roots, $"guest start {name}");
        using var change = ChangeLock.Take(roots);
        var runner = RunnerOf(entry.Guest);
        if (runner.StateOf(name) == GuestState.Running)
        {
            throw new RefusedException($"'{name}' is running already", name, $"passthrough guest show {name} --pci");
        }

        RequireNoOtherOwner(name);
        var host = HostReader.Read(roots, HostReadScope.Guests);
        var guest = GuestDesigns.Of(roots, intent, entry, host).Guest;
        GuestFiles.RequireAll(roots, guest, host);
        var record = await AcquireAsync(guest, host, ProcessIdentity.Read(roots, Environment.ProcessId)!, key => entry.PlaceOf(intent, key) + ": ", cancellation);
        try
        {
            var process = await runner.StartAsync(guest, host, cancellation);
            SessionStore.Write(roots, record with { Process = process });
        }
        catch (Exception) when (runner.StateOf(name) != GuestState.Running)
        {
            await keeper.ReleaseAsync(name, CancellationToken.None);
            throw;
        }

        return new StartResult([.. guest.Owned.Select(device => device.Address)], await new MonitorSwitch(roots).SwitchAsync(name, guest.Monitors, cancellation));
    }

    /// <summary>Takes from the host what a guest needs.</summary>
    /// <param name="guest">The guest; does not run.</param>
    /// <param name="host">The machine, read for guests.</param>
    /// <param name="owner">The process that starts it.</param>
    /// <param name="placeOf">Where a key of the guest is said, for a message about it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What was taken; nothing has, when this fails.</returns>
    /// <exception cref="PassthroughException">Something is in the way, see <see cref="AcquisitionRules"/>, or the host does not give it.</exception>
    internal async Task<SessionRecord> AcquireAsync(GuestSpec guest, HostFacts host, ProcessIdentity owner, Func<string, string> placeOf, CancellationToken cancellation)
    {
        // What a crash has left is no reason to refuse anybody.
        foreach (var left in SessionStore.ReadAll(roots).Where(record => !IsAlive(record)))
        {
            await keeper.ReleaseAsync(left.Guest, cancellation);
        }

        var reader = new MachineReader(roots);
        var desktops = guest.TakesScreen ? await DesktopSessions.ReadAsync(roots, cancellation) : DesktopSessions.None;
        desktops.RequireOutside(reader, owner.Id, guest.Name);
        AcquisitionRules.RequireOwn(guest, SessionStore.ReadAll(roots), placeOf);
        var holders = HoldersOf([.. guest.Owned], host.Iommu);
        AcquisitionRules.Require(guest, host, [.. holders.Where(holder => !StoppableServices.Has(holder) && !HolderRules.LetsGo(holder) && !desktops.EndsWithThem(reader, holder))]);
        RequireUnused(reader, guest, host);
        await BootMemory.EnsureAsync(roots, guest, cancellation);
        if (!guest.Devices.IsEmpty)
        {
            await LoadModulesAsync(host, cancellation);
        }

        var facts = (await SessionFacts.ReadAsync(roots, guest, holders, Environment.ProcessPath, keeper.LeasesOfOthers(guest.Name), cancellation)) with { DisplayManager = desktops.DisplayManager };
        var leases = LeasePlanner.Plan(guest, host, facts, (device, driver) => DriverLease.Of(roots, device, driver));
        return await keeper.TakeAsync(new SessionRecord(1, guest.Name, guest.Runtime, [.. guest.Owned], owner, null), leases, cancellation);
    }

    /// <summary>Stops a guest and looks whether its devices are free.</summary>
    /// <param name="name">The guest.</param>
    /// <param name="isForced">True to end it at once, false to ask it to shut down.</param>
    /// <param name="limit">How long it may take to shut down.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="NotFoundException">There is no such guest.</exception>
    /// <exception cref="RefusedException">It does not run.</exception>
    /// <exception cref="NeedsRootException">Not root.</exception>
    /// <exception cref="HypervisorException">It did not shut down in time, or the runtime failed.</exception>
    public async Task<StopResult> StopAsync(string name, bool isForced, TimeSpan limit, CancellationToken cancellation = default)
    {
        var guest = Need(IntentStore.Read(roots), name).Guest;
        RequireLive();
        Rights.RequireRoot(roots, $"guest stop {name}");
        var runner = RunnerOf(guest);
        if (runner.StateOf(name) != GuestState.Running)
        {
            throw SessionStore.Read(roots, name) is null
                ? new RefusedException($"'{name}' is not running", name, $"passthrough guest start {name}")
                : new RefusedException($"'{name}' is not running, and the host has not everything back", name, $"passthrough session release {name}");
        }

        await keeper.ReownAsync(name, ProcessIdentity.Read(roots, Environment.ProcessId)!, cancellation);
        if (isForced)
        {
            await runner.EndAsync(name, cancellation);
        }
        else if (!await runner.ShutDownAsync(name, limit, cancellation))
        {
            throw new HypervisorException(
                $"'{name}' has not shut down within {limit.TotalSeconds:0} s; it still runs and has the card", name, $"wait longer with --timeout, or end it: passthrough guest stop {name} --force");
        }

        var functions = SessionStore.Read(roots, name)?.Functions ?? [];
        var released = await keeper.ReleaseAsync(name, cancellation);

        // Who holds what a driver of the host has again is the host's own, as a display manager that has its card back.
        var (pci, iommu) = DeviceReader.Read(new MachineReader(roots), PciReadScope.Lists);
        return new StopResult(isForced, [.. functions.Select(function => function.Address)], HoldersOf([.. functions.Where(function => pci.Find(function.Address)?.Driver is null or Planner.VfioPci)], iommu), released);
    }

    /// <summary>What guests have from the host now, ordered by guest.</summary>
    public ImmutableArray<SessionRecord> Sessions() => SessionStore.ReadAll(roots);

    /// <summary>Gives back what a guest that does not run still has; may be done as often as wanted.</summary>
    /// <param name="name">The guest.</param>
    /// <param name="cancellation">Gives up waiting for its turn; what is begun is done.</param>
    /// <exception cref="NotFoundException">It has nothing.</exception>
    /// <exception cref="RefusedException">It runs.</exception>
    /// <exception cref="NeedsRootException">Not root.</exception>
    public async Task<ReleaseResult> ReleaseAsync(string name, CancellationToken cancellation = default)
    {
        RequireLive();
        var record = SessionStore.Read(roots, name) ?? throw new NotFoundException($"'{name}' has nothing from the host", name, "passthrough session status");
        Rights.RequireRoot(roots, $"session release {name}");
        if (record.Process?.IsAlive(roots) == true || GuestProcess.Read(roots, name, record.Runtime) is not null)
        {
            throw new RefusedException($"'{name}' is running", name, $"passthrough guest stop {name}");
        }

        RequireNoOtherOwner(name);
        return await keeper.ReleaseAsync(name, cancellation);
    }

    /// <summary>What a running guest has on its PCI bus, as its QEMU tells.</summary>
    /// <exception cref="NotFoundException">There is no such guest.</exception>
    /// <exception cref="RefusedException">It does not run.</exception>
    /// <exception cref="HypervisorException">QEMU or libvirt does not answer.</exception>
    public async Task<ImmutableArray<QmpPciDevice>> ReadPciAsync(string name, CancellationToken cancellation = default)
    {
        var guest = Need(IntentStore.Read(roots), name).Guest;
        RequireLive();
        var runner = RunnerOf(guest);
        return runner.StateOf(name) switch
        {
            GuestState.Running => QmpPciDevice.ParseAll(await runner.QueryPciAsync(name, cancellation)),
            GuestState.Unknown => throw new NeedsRootException($"this user may not speak to '{name}'", name, $"sudo passthrough guest show {name} --pci"),
            _ => throw new RefusedException($"'{name}' is not running, so it has no PCI bus to show", name, $"passthrough guest start {name}"),
        };
    }

    private static void RequireUnused(MachineReader reader, GuestSpec guest, HostFacts host)
    {
        if (HostUseRules.AsksForNetworks(guest))
        {
            HostUseRules.Require(guest, host, NetworkReader.ReadInterfaces(reader), RouteTables.Connected(reader.ReadText(reader.Roots.Proc("net/route")), reader.ReadText(reader.Roots.Proc("net/ipv6_route"))));
        }
    }

    /// <summary>A guest of the intent.</summary>
    /// <exception cref="NotFoundException">There is no such guest.</exception>
    internal static GuestEntry Need(IntentFile intent, string name) =>
        intent.EntryOf(name) ?? throw new NotFoundException($"there is no guest '{name}'", intent.Path, "passthrough guest list");

    private bool IsAlive(SessionRecord record) =>
        (record.Process ?? record.Owner).IsAlive(roots) || GuestProcess.Read(roots, record.Guest, record.Runtime) is not null;

    private void RequireNoOtherOwner(string name)
    {
        if (SessionStore.Read(roots, name) is { Process: null } record && record.Owner.Id != Environment.ProcessId && record.Owner.IsAlive(roots))
        {
            throw new BusyException($"'{name}' is being started by another process (pid {record.Owner.Id})", name, "wait until it has ended");
        }
    }

    private ImmutableArray<Host.Display.DeviceHolder> HoldersOf(ImmutableArray<DeviceIdentity> devices, IommuFacts iommu) =>
        CardHolders.Read(roots, [.. devices.Select(device => device.Address)], iommu);

    private async Task LoadModulesAsync(HostFacts host, CancellationToken cancellation)
    {
        var reader = new MachineReader(roots);
        foreach (var module in NeededModules)
        {
            // A built-in module is not listed as loaded but has a folder.
            if (!host.Virtualization.LoadedVfioModules.Contains(module, StringComparer.Ordinal) && !reader.Exists(roots.Sys($"module/{module}")))
            {
                var result = await ToolRunner.RunAsync(new ToolCommand("modprobe", [module]), cancellation: cancellation);
                result.OrThrow($"the kernel needs the module {module} to give devices to guests");
            }
        }
    }

    private void RequireLive()
    {
        if (!roots.IsLive)
        {
            throw new RefusedException("guests run on this machine only, not on one that is read from a folder", roots.Root, "leave --host away");
        }
    }

    private void Forget(GuestDescription guest)
    {
        if (roots.IsLive)
        {
            RunnerOf(guest).Forget(guest.Name);
        }
    }

    private void RequireOff(GuestDescription guest)
    {
        if (roots.IsLive && RunnerOf(guest).StateOf(guest.Name) == GuestState.Running)
        {
            throw new RefusedException($"'{guest.Name}' is running; nothing was changed", guest.Name, $"passthrough guest stop {guest.Name}");
        }
    }

    private IGuestRunner RunnerOf(GuestDescription guest) => GuestRunner.Of(roots, guest.Runtime ?? GuestDescription.UsualRuntime, libvirtUri);
}
