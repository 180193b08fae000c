using System.Globalization;
using Passthrough.Guests.Processor;
using static Passthrough.Guests.Qemu.OptionText;

namespace Passthrough.Guests.Qemu;

/// <summary>Processors and I/O threads.</summary>
internal static class ProcessorArguments
{
    private const string HyperVClock = "hv-time=on";

    /// <summary>The arguments.</summary>
    public static IEnumerable<string> Of(GuestSpec guest)
    {
        var topology = guest.Cpu.Topology;
        yield return "-cpu";
        yield return guest.Accelerator == GuestAccelerator.Kvm ? HostCpu(guest) : Join("max", guest.Cpu.HasTopoext ? "topoext=on" : null);
        yield return "-smp";
        yield return string.Create(
            CultureInfo.InvariantCulture, $"{topology.Vcpus},sockets={topology.Sockets},dies={topology.Dies},cores={topology.Cores},threads={topology.Threads}");
        for (var thread = 1; thread <= guest.Cpu.IoThreads; thread++)
        {
            yield return "-object";
            yield return "iothread,id=" + IoThreadName(thread);
        }
    }

    /// <summary>The name of an I/O thread.</summary>
    /// <param name="number">From 1.</param>
    public static string IoThreadName(int number) => "iothread" + number.ToString(CultureInfo.InvariantCulture);

    private static string HostCpu(GuestSpec guest)
    {
        var cpu = guest.Cpu;
        return Join(
            "host",
            "migratable=off",
            cpu.HasTopoext ? "topoext=on" : null,
            cpu.HyperV.IsOn ? Join([HyperVClock, .. HyperV.Interfaces.Select(name => InterfaceOf(name, cpu.HyperV))]) : null,
            cpu.HidesKvm ? "kvm=off" : null,
            cpu.HasHostCaches ? "host-cache-info=on,l3-cache=off" : null);
    }

    private static string? InterfaceOf(string name, HyperV hyperV) => name switch
    {
        "spinlocks" => $"hv-spinlocks=0x{HyperV.SpinRetries:x}",
        "stimer" => "hv-stimer=on,hv-stimer-direct=on",
        HyperV.VendorName => hyperV.VendorId is { } id ? "hv-vendor-id=" + Value(id) : null,
        _ => $"hv-{name}=on",
    };
}
