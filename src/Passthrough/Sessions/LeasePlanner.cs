using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Memory;
using Passthrough.Guests.Processor;
using Passthrough.Host;
using Passthrough.Host.Cpu;
using Passthrough.Host.Display;
using Passthrough.Host.Memory;
using Passthrough.Planning;
using Passthrough.Sessions.Leases;

namespace Passthrough.Sessions;

/// <summary>What the host gives up for a guest, in the order of taking: the watcher first, so that whatever follows is given back; devices last, when nothing can fail any more but them.</summary>
internal static class LeasePlanner
{
    /// <summary>The leases of a guest on this machine. Pure.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="host">The machine now.</param>
    /// <param name="facts">The moment.</param>
    /// <exception cref="RefusedException">The kernel does not have what the guest asks for.</exception>
    /// <param name="driverOf">The lease of a function that the host's driver has.</param>
    public static ImmutableArray<Lease> Plan(GuestSpec guest, HostFacts host, SessionFacts facts, Func<DeviceIdentity, string?, DriverLease> driverOf) =>
    [
        .. Supervisor(guest, facts),
        .. Services(facts.Holders),
        .. Pages(guest, host.Memory),
        .. Cpus(guest, host.Cpu.Topology, facts),
        .. Scaling(guest, facts),
        .. Inputs(guest, facts),
        .. Screen(guest, host, facts),
        .. Modules(guest, host, facts),
        .. guest.Owned
            .Select(device => (Device: device, Driver: host.Pci.Find(device.Address)?.Driver))
            .Where(function => function.Driver is not Planner.VfioPci)
            .Select(function => driverOf(function.Device, function.Driver)),
    ];

    private static IEnumerable<Lease> Supervisor(GuestSpec guest, SessionFacts facts) =>
        facts.Program is { } program ? [new SupervisorLease(guest.Name, program, facts.HasLogind && guest.Sleep == GuestSleep.Inhibit)] : [];

    private static IEnumerable<Lease> Services(ImmutableArray<DeviceHolder> holders) =>
        holders.Where(StoppableServices.Has).Select(holder => holder.Unit!).Distinct(StringComparer.Ordinal).Select(unit => new ServiceLease(unit));

    private static ImmutableArray<Lease> Pages(GuestSpec guest, MemoryFacts memory)
    {
        if (GuestMemory.PageBytes(guest.Memory.HugePages) is not { } page)
        {
            return [];
        }

        var kib = (int)(page >> 10);
        long PagesOf(int mib) => ((long)mib << 20) / page;
        var perNode = GuestCell.Of(guest) is { IsEmpty: false } cells
            ? cells.Select(cell => (Node: cell.HostNode, Needed: PagesOf(cell.MemoryMiB)))
            : guest.Cpu.Nodes is [var only] ? [(Node: only.MemoryNode, Needed: PagesOf(guest.Memory.SizeMiB))] : [];
        var pools = perNode
            .GroupBy(part => part.Node, part => part.Needed)
            .Select(parts => PoolOf(parts.Key, parts.Sum(), memory.Nodes.FirstOrDefault(node => node.Node == parts.Key)?.HugePages, kib))
            .ToList();
        return HugePageLease.Of((pools.Count > 0 ? pools : [PoolOf(null, PagesOf(guest.Memory.SizeMiB), memory.HugePages, kib)]).OfType<(int?, long, long, long)>(), kib);
    }

    private static (int? Node, long Needed, long Total, long Free)? PoolOf(int? node, long needed, ImmutableArray<HugePagePool>? pools, int kib) =>
        pools?.FirstOrDefault(pool => pool.SizeKib == kib) is { Total: { } total, Free: { } free } ? (node, needed, total, free) : null;

    private static IEnumerable<Lease> Cpus(GuestSpec guest, CpuTopology topology, SessionFacts facts)
    {
        var own = CpuSet.Of(guest.Cpu.Pins);
        var all = topology.Online;
        return own.IsEmpty || facts.Places.IsEmpty || all.Except(own).IsEmpty ? [] : [new CpuLease(own, all, [.. facts.Places.Select(place => AsBeforeAnyGuest(place, facts.Others))])];
    }

    private static IEnumerable<Lease> Scaling(GuestSpec guest, SessionFacts facts)
    {
        if (guest.Cpu.Governor is not { } word)
        {
            return [];
        }

        var own = CpuSet.Of(guest.Cpu.Pins);
        var policies = facts.Policies.Where(policy => !policy.Cpus.Intersect(own).IsEmpty).ToList();
        if (policies.Count == 0)
        {
            throw new RefusedException($"the kernel governs no frequency of the CPUs {own}, so there is no governor '{word}'", "/sys/devices/system/cpu/cpufreq", "leave 'cpu.governor' away");
        }

        var before = facts.Others.OfType<ScalingLease>().SelectMany(lease => lease.Values).GroupBy(value => value.Path, StringComparer.Ordinal).ToDictionary(values => values.Key, values => values.First().Before, StringComparer.Ordinal);
        ImmutableArray<ChangedValue> values =
        [
            .. policies.SelectMany(policy => ValuesOf(policy, word))
                .Select(value => before.TryGetValue(value.Path, out var first) ? value with { Before = first } : value)
                .Where(value => !string.Equals(value.Before, value.During, StringComparison.Ordinal)),
        ];
        return values.IsEmpty ? [] : [new ScalingLease(values)];
    }

    // The governor performance fixes the energy preference too, and does not let it be written: it is set before, and given back after.
    private static IEnumerable<ChangedValue> ValuesOf(ScalingPolicy policy, string word)
    {
        var isGovernor = policy is { Governor: not null } && policy.Governors.Contains(word, StringComparer.Ordinal);
        var isPreference = policy is { Preference: not null } && policy.Preferences.Contains(word, StringComparer.Ordinal);
        return (isGovernor, isPreference) switch
        {
            (false, false) => throw new RefusedException(
                $"the kernel has no governor or energy preference '{word}' here; it has {string.Join(", ", policy.Governors.Concat(policy.Preferences).Distinct(StringComparer.Ordinal))}", policy.Path, "name one of them as 'cpu.governor'"),
            (true, true) when !string.Equals(policy.Governor, word, StringComparison.Ordinal) => [new(policy.PreferencePath, policy.Preference!, word), new(policy.GovernorPath, policy.Governor!, word)],
            (true, _) => [new(policy.GovernorPath, policy.Governor!, word)],
            _ => [new(policy.PreferencePath, policy.Preference!, word)],
        };
    }

    private static IEnumerable<Lease> Inputs(GuestSpec guest, SessionFacts facts)
    {
        if (!guest.Input.IsPersistent || guest.Input.Evdev.IsEmpty)
        {
            return [];
        }

        ImmutableArray<string> devices = [.. guest.Input.Evdev.Select(device => device.Path)];
        if (facts.Others.OfType<InputProxyLease>().FirstOrDefault(other => other.Devices.Any(devices.Contains)) is { } owner)
        {
            throw new RefusedException($"guest '{owner.Guest}' has {owner.Devices.First(devices.Contains)}, also while it is unplugged", guest.Name, $"end '{owner.Guest}' first, or leave 'input.persistent' of both away: they may share the device then");
        }

        return facts.Program is { } program
            ? [new InputProxyLease(guest.Name, program, devices)]
            : throw new RefusedException("'input.persistent' needs a service, which systemd would run, and it does not run here", guest.Name, "leave 'input.persistent' away");
    }

    // What shows the screen, from who draws on it to what it is drawn into.
    private static IEnumerable<Lease> Screen(GuestSpec guest, HostFacts host, SessionFacts facts)
    {
        if (!guest.TakesScreen || host.Display.Cards.FirstOrDefault(card => card.Display == guest.Gpu) is not { } card || host.Pci.Find(card.Display)?.Driver is Planner.VfioPci)
        {
            return [];
        }

        var pictures = AcquisitionRules.PicturesOf(card, host.Display).Select(picture => new FramebufferLease(picture.Name, picture.Driver!)).ToList();
        var drawsConsoles = pictures.Count > 0 || host.Display.FrameBuffers.Any(buffer => buffer.Card is { } address && card.Functions.Contains(address));
        var consoles = drawsConsoles ? ConsoleLease.Of(host.Display.Consoles) : [];
        return
        [
            .. facts.DisplayManager is { } manager ? [new DisplayManagerLease(manager, [.. guest.Devices.Where(device => device.IsOfCard).Select(device => device.Device.Address)])] : (Lease[])[],
            .. consoles.IsEmpty ? (Lease[])[] : [new ConsoleLease(consoles)],
            .. pictures,
        ];
    }

    private static IEnumerable<Lease> Modules(GuestSpec guest, HostFacts host, SessionFacts facts)
    {
        foreach (var (driver, modules) in facts.Families)
        {
            var users = host.Pci.Devices.Where(device => string.Equals(device.Driver, driver, StringComparison.Ordinal)).ToLookup(device => guest.Owned.Any(own => own.Address == device.Address));
            if (users[true].Any() && !users[false].Any())
            {
                yield return new ModuleLease(driver, modules);
            }
            else if (users[true].FirstOrDefault(device => host.Display.IsAlive(device.Address)) is { } drawn)
            {
                throw new RefusedException(
                    $"{modules[0]} draws on {drawn.Address} and on {string.Join(", ", users[false].Select(other => other.Address))}, and lets go only of all of them", drawn.Address.ToString(), $"isolate the card at boot: passthrough plan --gpu {drawn.Address}, then apply and reboot");
            }
        }
    }

    // With another guest running, what a place says now is not what it said before any.
    private static CpuPlace AsBeforeAnyGuest(CpuPlace place, ImmutableArray<Lease> others) =>
        others.OfType<CpuLease>().SelectMany(lease => lease.Places).FirstOrDefault(other => other.Kind == place.Kind && string.Equals(other.Name, place.Name, StringComparison.Ordinal)) ?? place;
}
