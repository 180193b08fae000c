using System.Xml.Linq;
using Passthrough.Guests.Processor;
using Passthrough.Host;

namespace Passthrough.Guests.Libvirt;

/// <summary>Processors: what the guest sees, and what runs where.</summary>
internal static class ProcessorXml
{
    /// <summary><c>cputune</c>; null when the host's scheduler decides everything.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="host">The machine.</param>
    public static XElement? Tuning(GuestSpec guest, HostFacts host)
    {
        var cpu = guest.Cpu;
        var isEmulatorFree = cpu.EmulatorCpus.IsEmpty || (LibvirtQuirks.CannotFillNodes(guest, host) && !GuestCell.Of(guest).IsEmpty);
        var tuning = new XElement(
            "cputune",
            cpu.Pins.Select((host, vcpu) => new XElement("vcpupin", new XAttribute("vcpu", vcpu), new XAttribute("cpuset", host))),
            isEmulatorFree ? null : new XElement("emulatorpin", new XAttribute("cpuset", cpu.EmulatorCpus)),
            cpu.IoThreadCpus.Select((cpus, index) => new XElement("iothreadpin", new XAttribute("iothread", index + 1), new XAttribute("cpuset", cpus))),
            cpu is { IoThreadPriority: { } priority, IoThreads: > 0 }
                ? new XElement("iothreadsched", new XAttribute("iothreads", cpu.IoThreads == 1 ? "1" : $"1-{cpu.IoThreads}"), new XAttribute("scheduler", "fifo"), new XAttribute("priority", priority))
                : null);
        return tuning.HasElements ? tuning : null;
    }

    /// <summary><c>features</c>.</summary>
    public static XElement Features(GuestSpec guest) => new(
        "features",
        new XElement("acpi"),
        new XElement("apic"),
        guest.Cpu.HyperV.IsOn ? HyperVOf(guest.Cpu.HyperV) : null,
        guest.Cpu.HidesKvm ? new XElement("kvm", On("hidden")) : null,
        new XElement("vmport", new XAttribute("state", "off")),
        guest.Firmware.IsSecure ? new XElement("smm", new XAttribute("state", "on")) : null,
        guest.Cpu.HasKvmIoApic ? new XElement("ioapic", new XAttribute("driver", "kvm")) : null);

    /// <summary><c>cpu</c>.</summary>
    public static XElement Cpu(GuestSpec guest)
    {
        var topology = guest.Cpu.Topology;
        var cells = GuestCell.Of(guest);
        return new XElement(
            "cpu",
            new XAttribute("mode", guest.Accelerator == GuestAccelerator.Kvm ? "host-passthrough" : "maximum"),
            new XAttribute("check", "none"),
            guest.Accelerator == GuestAccelerator.Kvm ? new XAttribute("migratable", "off") : null,
            new XElement(
                "topology",
                new XAttribute("sockets", topology.Sockets),
                new XAttribute("dies", topology.Dies),
                new XAttribute("cores", topology.Cores),
                new XAttribute("threads", topology.Threads)),
            guest.Cpu.HasHostCaches ? new XElement("cache", new XAttribute("mode", "passthrough")) : null,
            guest.Cpu.HasTopoext ? new XElement("feature", new XAttribute("policy", "require"), new XAttribute("name", "topoext")) : null,
            cells.IsEmpty
                ? null
                : new XElement(
                    "numa",
                    cells.Select((cell, index) => new XElement(
                        "cell", new XAttribute("id", index), new XAttribute("cpus", cell.Vcpus), new XAttribute("memory", cell.MemoryMiB), new XAttribute("unit", "MiB")))));
    }

    private static XElement HyperVOf(HyperV hyperV) =>
        new("hyperv", new XAttribute("mode", "custom"), HyperV.Interfaces.Select(name => InterfaceOf(name, hyperV)));

    private static XElement? InterfaceOf(string name, HyperV hyperV)
    {
        var shown = On(name);
        shown.Add(name switch
        {
            "spinlocks" => new XAttribute("retries", HyperV.SpinRetries),
            "stimer" => On("direct"),
            HyperV.VendorName when hyperV.VendorId is { } id => new XAttribute("value", id),
            _ => null,
        });
        return name is HyperV.VendorName && hyperV.VendorId is null ? null : shown;
    }

    private static XElement On(string name) => new(name, new XAttribute("state", "on"));
}
