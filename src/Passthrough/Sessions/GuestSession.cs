using System.Collections.Immutable;
using Passthrough.Changes;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Libvirt;
using Passthrough.Host;
using Passthrough.Host.Iommu;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;
using Passthrough.Intent;
using Passthrough.Processes;
using Passthrough.Qmp;

namespace Passthrough.Sessions;

/// <summary>The life of the guests of one machine: created, started, stopped, deleted.</summary>
/// <param name="roots">The machine.</param>
/// <param name="libvirtUri">libvirt's daemon.</param>
public sealed class GuestSession(HostRoots roots, string libvirtUri = LibvirtConnection.SystemUri)
{
    private static readonly ImmutableArray<string> NeededModules = ["vfio_pci", "vfio_iommu_type1"];

    /// <summary>Writes a new guest into the intent, and into libvirt when that runs it.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="host">The machine.</param>
    /// <exception cref="RefusedException">The name is taken, or the file cannot be added to; nothing was changed.</exception>
    /// <exception cref="NeedsRootException">Not root.</exception>
    /// <exception cref="HypervisorException">libvirt does not take it; nothing was changed.</exception>
    public void Create(GuestSpec guest, HostFacts host)
    {
        var text = IntentEditor.Add(IntentStore.Read(roots), guest);
        GuestFiles.RequireAll(roots, guest);
        Rights.RequireRoot(roots, $"guest create {guest.Name} --gpu {guest.Gpu}");
        using var change = ChangeLock.Take(roots);
        if (guest.Runtime == GuestRuntime.Libvirt && roots.IsLive)
        {
            new LibvirtRunner(libvirtUri).Define(guest, host);
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
    }

    /// <summary>Removes a guest that does not run from the intent and from its runtime; its disks stay.</summary>
    /// <exception cref="NotFoundException">There is no such guest.</exception>
    /// <exception cref="RefusedException">It runs, or the file cannot be edited; nothing was changed.</exception>
    /// <exception cref="NeedsRootException">Not root.</exception>
    public void Delete(string name)
    {
        var intent = IntentStore.Read(roots);
        var guest = Need(intent, name);
        var text = IntentEditor.Remove(intent, name);
        Rights.RequireRoot(roots, $"guest delete {name}");
        using var change = ChangeLock.Take(roots);
        if (roots.IsLive && RunnerOf(guest).StateOf(name) == GuestState.Running)
        {
            throw new RefusedException($"'{name}' is running; nothing was changed", name, $"passthrough guest stop {name}");
        }

        Forget(guest);
        LeaseStore.Remove(roots, name);
        if (IntentEditor.IsEmpty(text))
        {
            IntentStore.Remove(roots);
            return;
        }

        IntentStore.Write(roots, text);
    }

    /// <summary>Whether a guest runs; <see cref="GuestState.Unknown"/> when its runtime does not answer this user.</summary>
    public GuestState StateOf(GuestSpec guest)
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
    /// <exception cref="HypervisorException">libvirt or QEMU failed; the lease was given back.</exception>
    public async Task StartAsync(string name, CancellationToken cancellation = default)
    {
        var guest = Need(IntentStore.Read(roots), name);
        RequireLive();
        Rights.RequireRoot(roots, $"guest start {name}");
        using var change = ChangeLock.Take(roots);
        var runner = RunnerOf(guest);
        if (runner.StateOf(name) == GuestState.Running)
        {
            throw new RefusedException($"'{name}' is running already", name, $"passthrough guest show {name} --pci");
        }

        RequireNoOtherOwner(name);
        var host = HostReader.Read(roots, HostReadScope.WithoutHolders);
        AcquisitionRules.Require(guest, host, HoldersOf(guest, host.Iommu));
        GuestFiles.RequireAll(roots, guest);
        await LoadModulesAsync(host, cancellation);
        await RunAsync(guest, host, runner, cancellation);
    }

    /// <summary>Stops a guest and looks whether its card is free.</summary>
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
        var guest = Need(IntentStore.Read(roots), name);
        RequireLive();
        Rights.RequireRoot(roots, $"guest stop {name}");
        var runner = RunnerOf(guest);
        if (runner.StateOf(name) != GuestState.Running)
        {
            LeaseStore.Remove(roots, name);
            throw new RefusedException($"'{name}' is not running", name, $"passthrough guest start {name}");
        }

        if (isForced)
        {
            await runner.EndAsync(name, cancellation);
        }
        else if (!await runner.ShutDownAsync(name, limit, cancellation))
        {
            throw new HypervisorException(
                $"'{name}' has not shut down within {limit.TotalSeconds:0} s; it still runs and has the card", name, $"wait longer with --timeout, or end it: passthrough guest stop {name} --force");
        }

        LeaseStore.Remove(roots, name);
        return new StopResult(isForced, HoldersOf(guest, DeviceReader.Read(new MachineReader(roots), PciReadScope.Lists).Iommu));
    }

    /// <summary>What a running guest has on its PCI bus, as its QEMU tells.</summary>
    /// <exception cref="NotFoundException">There is no such guest.</exception>
    /// <exception cref="RefusedException">It does not run.</exception>
    /// <exception cref="HypervisorException">QEMU or libvirt does not answer.</exception>
    public async Task<ImmutableArray<QmpPciDevice>> ReadPciAsync(string name, CancellationToken cancellation = default)
    {
        var guest = Need(IntentStore.Read(roots), name);
        RequireLive();
        var runner = RunnerOf(guest);
        return runner.StateOf(name) switch
        {
            GuestState.Running => QmpPciDevice.ParseAll(await runner.QueryPciAsync(name, cancellation)),
            GuestState.Unknown => throw new NeedsRootException($"this user may not speak to '{name}'", name, $"sudo passthrough guest show {name} --pci"),
            _ => throw new RefusedException($"'{name}' is not running, so it has no PCI bus to show", name, $"passthrough guest start {name}"),
        };
    }

    private static GuestSpec Need(IntentFile intent, string name) =>
        intent.Find(name) ?? throw new NotFoundException($"there is no guest '{name}'", intent.Path, "passthrough guest list");

    private async Task RunAsync(GuestSpec guest, HostFacts host, IGuestRunner runner, CancellationToken cancellation)
    {
        var lease = new GuestLease(1, guest.Name, guest.Runtime, guest.Devices, ProcessIdentity.Read(roots, Environment.ProcessId)!, null);
        LeaseStore.Write(roots, lease);
        try
        {
            var process = await runner.StartAsync(guest, host, cancellation);
            LeaseStore.Write(roots, lease with { Process = process });
        }
        catch (Exception) when (runner.StateOf(guest.Name) != GuestState.Running)
        {
            LeaseStore.Remove(roots, guest.Name);
            throw;
        }
    }

    private void RequireNoOtherOwner(string name)
    {
        var lease = LeaseStore.Read(roots, name);
        if (lease is { Process: null } && lease.Owner.Id != Environment.ProcessId && lease.Owner.IsAlive(roots))
        {
            throw new BusyException($"'{name}' is being started by another passthrough command (pid {lease.Owner.Id})", name, "wait until it has ended");
        }
    }

    private ImmutableArray<Host.Display.DeviceHolder> HoldersOf(GuestSpec guest, IommuFacts iommu) =>
        CardHolders.Read(roots, [.. guest.Devices.Select(device => device.Address)], iommu);

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

    private void Forget(GuestSpec guest)
    {
        if (roots.IsLive)
        {
            RunnerOf(guest).Forget(guest.Name);
        }
    }

    private IGuestRunner RunnerOf(GuestSpec guest) => guest.Runtime == GuestRuntime.Libvirt ? new LibvirtRunner(libvirtUri) : new QemuRunner(roots);
}
