using Passthrough.Failures;
using Passthrough.Guests.Pinning;
using Passthrough.Guests.Processor;

namespace Passthrough.Guests.Design;

/// <summary>Chooses processors: which cores, how the guest sees them, and what drivers and Windows look at.</summary>
internal static class CpuDesigner
{
    private const int UsualVcpus = 4;
    private const ushort Nvidia = 0x10de;
    private const string UsualVendorId = "notmicrosoft";

    /// <summary>The guest with its processors and I/O threads.</summary>
    public static GuestSpec Design(DesignScope scope, GuestSpec guest)
    {
        var wanted = scope.Wanted.Cpu;
        var threads = IoThreads(scope, guest);
        var isKvm = guest.Accelerator == GuestAccelerator.Kvm;
        var cpu = Shared(scope, guest, threads) with
        {
            IoThreads = threads,
            IoThreadPriority = wanted.IoThreadPriority,
        };
        cpu = cpu with
        {
            IsIsolated = Isolation(scope, cpu),
            Governor = Governor(scope, cpu),
        };
        var needsTopoext = isKvm && scope.Host.Cpu.IsAmd && cpu.Topology.Threads > 1;
        var isWindows = isKvm && GuestDesigner.IsWindows(guest.Os);
        var hasHyperV = scope.Flag("cpu.hyperv", wanted.HasHyperV, isWindows, isWindows ? "Windows runs faster when it knows that it is a guest" : "only Windows under KVM uses it");
        var hasNvidia = guest.Devices.Any(device => device.Device.Identity.Vendor == Nvidia && device.Device.Address == guest.Gpu);
        cpu = cpu with
        {
            HasTopoext = scope.Flag("cpu.topoext", wanted.HasTopoext, needsTopoext, needsTopoext ? "without it the guest takes AMD's threads for cores" : "only AMD's threads need it"),
            HasHostCaches = scope.Flag("cpu.host-caches", wanted.HasHostCaches, isKvm && !cpu.Pins.IsEmpty, cpu.Pins.IsEmpty ? "processors that are not pinned share no known cache" : "the guest's scheduler sees which processors share a cache"),
            HyperV = hasHyperV ? new HyperV(IsOn: true, VendorId(scope)) : HyperV.Off,
            HidesKvm = scope.Flag("cpu.hide-kvm", wanted.HidesKvm, isWindows && hasNvidia, isWindows && hasNvidia ? "NVIDIA's drivers before 465 stop with error 43 when they see KVM" : "no driver of this card looks for it"),
            HasKvmIoApic = scope.Flag("cpu.kvm-ioapic", wanted.HasKvmIoApic, isKvm && guest.Machine == GuestMachine.Q35, isKvm ? "with QEMU 4.0's other choice cards stuttered or did not start" : "KVM is not used"),
        };
        if (wanted.VendorId is { Length: > 0 } && !hasHyperV)
        {
            throw scope.Bad("cpu.vendor-id", "the vendor id is part of Hyper-V's interfaces, which this guest is not shown", "say 'hyperv: on' too");
        }

        return guest with { Cpu = cpu };
    }

    private static string? VendorId(DesignScope scope)
    {
        var given = scope.Wanted.Cpu.VendorId;
        var value = given ?? UsualVendorId;
        scope.Note("cpu.vendor-id", value.Length == 0 ? "off" : value, "drivers of some cards refuse Microsoft's", given is not null);
        return value.Length == 0 ? null : value;
    }

    private static bool Isolation(DesignScope scope, GuestCpu cpu)
    {
        var isPinned = !cpu.Pins.IsEmpty;
        var isIsolated = scope.Flag("cpu.isolate", scope.Wanted.Cpu.IsIsolated, isPinned, isPinned ? "the host's programs and interrupts keep off the guest's CPUs while it runs" : "no CPU is the guest's own");
        return isIsolated && !isPinned ? throw scope.Bad("cpu.isolate", "no CPUs are the guest's own without pinning", "say 'pinning: on', or leave it away") : isIsolated;
    }

    private static string? Governor(DesignScope scope, GuestCpu cpu)
    {
        if (scope.Wanted.Cpu.Governor is not { } governor)
        {
            return null;
        }

        scope.Note("cpu.governor", governor, "", isGiven: true);
        return cpu.Pins.IsEmpty ? throw scope.Bad("cpu.governor", "no CPUs are the guest's own without pinning", "say 'pinning: on', or leave it away") : governor;
    }

    private static int IoThreads(DesignScope scope, GuestSpec guest)
    {
        var needed = guest.Disks.Max(disk => disk.IoThread) ?? 0;
        var count = scope.Number("cpu.io-threads", scope.Wanted.Cpu.IoThreads, needed, needed > 0 ? "as many as the disks name" : "no disk uses one");
        return count >= needed ? count : throw scope.Bad("cpu.io-threads", $"a disk names I/O thread {needed}", $"say {needed} or more");
    }

    private static GuestCpu Shared(DesignScope scope, GuestSpec guest, int ioThreads)
    {
        var wanted = scope.Wanted.Cpu;
        var isNamed = wanted.Cores is not null || wanted.Cpus is not null || wanted.CacheDomain is not null;
        var canPin = scope.Host.Cpu.Topology.Cores.Length > 1 && guest.Accelerator == GuestAccelerator.Kvm;
        var chosen = isNamed || (canPin && wanted.Vcpus is null);
        var reason = chosen ? "virtual processors that stay on their cores keep their caches"
            : wanted.Vcpus is not null ? "no cores are named"
            : "there is no core to spare, or the processors are emulated";
        return scope.Flag("cpu.pinning", wanted.IsPinned, chosen, reason) ? Pinned(scope, guest, ioThreads) : Floating(scope);
    }

    private static GuestCpu Pinned(DesignScope scope, GuestSpec guest, int ioThreads)
    {
        var wanted = scope.Wanted.Cpu;
        var request = new PinningRequest
        {
            Cores = wanted.Cores,
            Cpus = wanted.Cpus,
            CacheDomain = wanted.CacheDomain,
            IoThreads = ioThreads,
            HasOneThreadPerCore = wanted.HasSmt == false,
            CardNode = guest.Gpu is { } gpu ? scope.Host.Pci.Find(gpu)?.NumaNode : null,
        };
        var pinning = PlanOf(scope, request);
        if (pinning.Topology is not { } topology)
        {
            throw scope.Refused("cpu.pinning", "this machine has no core to spare for a guest", "say 'pinning: off'");
        }

        var isGiven = wanted.Cores is not null || wanted.Cpus is not null || wanted.CacheDomain is not null;
        scope.Note("cpu.cores", pinning.GuestCpus.ToString(), string.Join("; ", pinning.Reasons.Select(PinningWords.Of)), wanted.Cpus is not null);
        scope.Note("cpu.topology", Words(topology), "mirrors the host's cores");
        if (isGiven && pinning.Reasons.Contains(PinningReason.SplitCores))
        {
            scope.Warn("cpu.cores: threads of one core are shared out between host and guest; each slows the other");
        }

        return new GuestCpu(topology)
        {
            Pins = pinning.Vcpus,
            EmulatorCpus = pinning.EmulatorCpus,
            IoThreadCpus = pinning.IoThreads,
            // On a machine of one node there is nothing to choose.
            Nodes = scope.Host.Cpu.Topology.Nodes.Length > 1 ? pinning.Nodes : [],
        };
    }

    private static GuestPinning PlanOf(DesignScope scope, PinningRequest request)
    {
        try
        {
            return PinningPlanner.Plan(scope.Host.Cpu, request);
        }
        catch (InvalidInputException problem)
        {
            throw scope.Bad(request.CacheDomain is null ? "cpu.cores" : "cpu.cache-domain", problem.Message, problem.NextStep);
        }
    }

    private static GuestCpu Floating(DesignScope scope)
    {
        var wanted = scope.Wanted.Cpu;
        if (wanted.Cpus is not null || wanted.CacheDomain is not null)
        {
            throw scope.Bad("cpu.pinning", "CPUs of the host are named, which says nothing without pinning", "say 'pinning: on', or 'vcpus' in place of them");
        }

        var online = scope.Host.Cpu.OnlineCount;
        var vcpus = scope.Number("cpu.vcpus", wanted.Vcpus ?? wanted.Cores, Math.Max(1, Math.Min(UsualVcpus, (online ?? 2 * UsualVcpus) / 2)), "half of the machine's, at most 4");
        return vcpus > online
            ? throw scope.Bad("cpu.vcpus", $"{vcpus} virtual processors are more than the machine has ({online})", "give less")
            : new GuestCpu(new GuestTopology(1, 1, vcpus, 1));
    }

    private static string Words(GuestTopology topology) => $"{topology.Sockets} sockets, {topology.Dies} dies, {topology.Cores} cores, {topology.Threads} threads";
}
