using System.Collections.Immutable;
using System.Xml.Linq;

namespace Passthrough.Guests.Editing;

/// <summary>The order in which libvirt writes what an element holds. It reads any order; people look for things where libvirt puts them.</summary>
internal static class DomainOrder
{
    private static readonly ImmutableDictionary<string, ImmutableArray<string>> Known = ImmutableDictionary.CreateRange(
        StringComparer.Ordinal,
        [
            Of(
                "domain",
                "name", "uuid", "genid", "title", "description", "metadata", "maxMemory", "memory", "currentMemory", "blkiotune", "memtune", "memoryBacking", "vcpu", "vcpus",
                "iothreads", "iothreadids", "defaultiothread", "cputune", "numatune", "resource", "sysinfo", "bootloader", "bootloader_args", "os", "idmap", "features", "cpu",
                "clock", "on_poweroff", "on_reboot", "on_crash", "on_lockfailure", "pm", "perf", "devices", "seclabel", "keywrap", "launchSecurity"),
            Of(
                "devices",
                "emulator", "disk", "controller", "lease", "filesystem", "interface", "smartcard", "serial", "parallel", "console", "channel", "input", "tpm", "graphics", "sound",
                "audio", "video", "hostdev", "redirdev", "redirfilter", "hub", "watchdog", "memballoon", "rng", "nvram", "panic", "shmem", "memory", "crypto", "iommu", "vsock"),
            Of("os", "type", "firmware", "loader", "nvram", "kernel", "initrd", "cmdline", "acpi", "boot", "bootmenu", "bios", "smbios"),
            Of("features", "acpi", "apic", "pae", "viridian", "hap", "privnet", "hyperv", "kvm", "xen", "pvspinlock", "pmu", "vmport", "smm", "ioapic"),
            Of("hyperv", "relaxed", "vapic", "spinlocks", "vpindex", "runtime", "synic", "stimer", "reset", "vendor_id", "frequencies", "reenlightenment", "tlbflush", "ipi", "evmcs", "avic"),
            Of("kvm", "hidden", "hint-dedicated", "poll-control", "pv-ipi", "dirty-ring"),
            Of("cputune", "shares", "period", "quota", "global_period", "global_quota", "emulator_period", "emulator_quota", "vcpupin", "emulatorpin", "iothreadpin", "vcpusched", "iothreadsched"),
            Of("memoryBacking", "hugepages", "nosharepages", "locked", "source", "access", "allocation", "discard"),
            Of("cpu", "model", "vendor", "topology", "cache", "maxphysaddr", "feature", "numa"),
            Of("hostdev", "driver", "source", "teaming", "boot", "alias", "rom", "address"),
            Of("shmem", "model", "size", "server", "msi", "alias", "address"),
        ]);

    /// <summary>The element that a new one follows: the last of the same name, else the last of those that libvirt writes before it; for a name without a known place the last of all.</summary>
    /// <param name="parent">What the new one is put into.</param>
    /// <param name="name">The new one's name.</param>
    /// <returns>Null when it comes first.</returns>
    public static DomainElement? Before(DomainElement parent, XName name)
    {
        if (parent.All(name).LastOrDefault() is { } alike)
        {
            return alike;
        }

        var order = Known.GetValueOrDefault(parent.Name.LocalName, []);
        var place = RankOf(order, name);
        return place < 0 ? parent.Elements.LastOrDefault() : parent.Elements.LastOrDefault(element => RankOf(order, element.Name) is >= 0 and var rank && rank < place);
    }

    private static int RankOf(ImmutableArray<string> order, XName name) => name.Namespace == XNamespace.None ? order.IndexOf(name.LocalName) : -1;

    private static KeyValuePair<string, ImmutableArray<string>> Of(string parent, params ImmutableArray<string> children) => new(parent, children);
}
