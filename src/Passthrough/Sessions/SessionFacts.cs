using System.Collections.Immutable;
using Passthrough.Guests;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;
using Passthrough.Processes;
using Passthrough.Sessions.Leases;

namespace Passthrough.Sessions;

/// <summary>What the machine is like at the moment before a guest starts, besides its facts.</summary>
/// <param name="Holders">Who holds the guest's devices.</param>
/// <param name="Places">What runs on which CPUs; empty when the guest's are not kept free, and when systemd does not keep them by cgroups of version 2.</param>
/// <param name="Program">This program's file, for the service that watches; null when there is no systemd.</param>
/// <param name="HasLogind">True when logind runs, which keeps the machine awake.</param>
/// <param name="Others">What other guests have.</param>
internal sealed record SessionFacts(ImmutableArray<DeviceHolder> Holders, ImmutableArray<CpuPlace> Places, string? Program, bool HasLogind, ImmutableArray<Lease> Others)
{
    private const string Logind = "systemd-logind.service";

    /// <summary>The display manager that has to stop for the guest; null for none.</summary>
    public string? DisplayManager { get; init; }

    /// <summary>The loaded modules that stand on drivers, see <see cref="ModuleFamilies"/>.</summary>
    public ImmutableArray<(string Driver, ImmutableArray<string> Modules)> Families { get; init; } = [];

    /// <summary>How the CPUs' frequency is governed; empty when the guest asks for nothing of it.</summary>
    public ImmutableArray<ScalingPolicy> Policies { get; init; } = [];

    /// <summary>Reads them.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="guest">The guest.</param>
    /// <param name="holders">Who holds the guest's devices.</param>
    /// <param name="program">This program's file.</param>
    /// <param name="others">What other guests have.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<SessionFacts> ReadAsync(HostRoots roots, GuestSpec guest, ImmutableArray<DeviceHolder> holders, string? program, ImmutableArray<Lease> others, CancellationToken cancellation)
    {
        var reader = new MachineReader(roots);
        var hasSystemd = UnitStore.HasSystemd(roots);
        return new SessionFacts(
            holders,
            hasSystemd && guest.Cpu.IsIsolated && HasCpusetController(reader) ? [.. await UnitsAsync(roots, reader, cancellation), .. Files(reader, guest.Owned.Select(device => device.Address))] : [],
            hasSystemd ? program : null,
            hasSystemd && (UnitStore.HasProcesses(reader, Logind) || (await ToolRunner.RunAsync(new ToolCommand("systemctl", ["is-active", "--quiet", Logind]), cancellation: cancellation)).ExitCode == 0),
            others)
        {
            Families = ModuleFamilies.Loaded(reader),
            Policies = guest.Cpu.Governor is null ? [] : ScalingPolicy.ReadAll(reader),
        };
    }

    // Only the second version of cgroups has this file (the kernel's Documentation/admin-guide/cgroup-v2.rst).
    private static bool HasCpusetController(MachineReader reader) =>
        (reader.ReadLine(reader.Roots.Sys("fs/cgroup/cgroup.controllers")) ?? "").Split(' ').Contains("cpuset", StringComparer.Ordinal);

    private static async Task<List<CpuPlace>> UnitsAsync(HostRoots roots, MachineReader reader, CancellationToken cancellation)
    {
        var places = new List<CpuPlace>();
        foreach (var unit in SystemdSlices.Host)
        {
            places.Add(new CpuPlace(CpuPlaceKind.Unit, unit, await SystemdSlices.AllowedAsync(unit, cancellation)) { DropIn = reader.ReadText(roots.Locate(CpuPlace.DropInPath(unit))) });
        }

        return places;
    }

    private static IEnumerable<CpuPlace> Files(MachineReader reader, IEnumerable<PciAddress> functions)
    {
        // Those of the guest's devices go with their driver (sysfs-bus-pci, msi_irqs).
        var own = functions.SelectMany(function => reader.List(reader.Roots.Sys($"bus/pci/devices/{function}/msi_irqs")) ?? []).ToHashSet(StringComparer.Ordinal);
        var interrupts = (reader.List(reader.Roots.Proc("irq")) ?? []).Where(name => name.All(char.IsAsciiDigit) && !own.Contains(name)).Select(CpuPlace.InterruptPath).Select(path => (CpuPlaceKind.Interrupt, Path: path));
        return from place in interrupts.Prepend((CpuPlaceKind.WorkQueues, Path: CpuPlace.WorkQueueMask))
               let text = reader.ReadLine(reader.Roots.Locate(place.Path))
               where text is not null
               select new CpuPlace(place.Item1, place.Path, text);
    }
}
