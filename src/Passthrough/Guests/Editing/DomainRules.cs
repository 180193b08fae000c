using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Failures;
using Passthrough.Guests.Libvirt;

namespace Passthrough.Guests.Editing;

/// <summary>
/// What libvirt and QEMU refuse in a domain that owns devices, known before either is asked: the same device or place twice, threads that do not exist, a machine with another machine's root bus,
/// memory that cannot be shared, and so on. Pure. What depends on the versions installed is left to them.
/// </summary>
public static class DomainRules
{
    private const string Pci = "pci";
    private const int MostXhciPorts = 15;
    private const long LeastSharedBytes = 1 << 20;

    private static readonly ImmutableArray<Func<DomainElement, IEnumerable<DomainProblem>>> Rules =
    [
        HostDevicesTwice, TargetsTwice, BootOrdersTwice, PciAddressesTwice, IoThreads, RootBus, SharedMemory, UsbOff, XhciPorts, Cells, MasterPages, ProcessorMode, Tpm, ManagementMode, EnrolledKeys, Filesystems,
    ];

    /// <summary>All problems, in the order of the text.</summary>
    /// <param name="domain">The domain.</param>
    public static ImmutableArray<DomainProblem> Of(DomainText domain) => [.. Rules.SelectMany(rule => rule(domain.Root)).OrderBy(problem => problem.Element.Start)];

    /// <summary>Passes when there is none.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="doesCount">Which count; null for all.</param>
    /// <exception cref="InvalidInputException">With the first one, its file and line.</exception>
    public static void Require(DomainText domain, Func<DomainProblem, bool>? doesCount = null)
    {
        if (Of(domain).FirstOrDefault(problem => doesCount?.Invoke(problem) != false) is { } first)
        {
            var line = domain.Text.AsSpan(0, first.Element.Start).Count('\n') + 1;
            throw new InvalidInputException($"{domain.Path}:{line}: {first.Words}", domain.Path, "correct it; nothing was changed");
        }
    }

    private static IEnumerable<DomainElement> Devices(DomainElement domain, string name) => domain.Find("devices")?.All(name) ?? [];

    private static ImmutableArray<DomainElement> AllDevices(DomainElement domain) => domain.Find("devices")?.Elements ?? [];

    private static IEnumerable<DomainProblem> HostDevicesTwice(DomainElement domain) => Twice(
        Devices(domain, "hostdev").Select(device => (device, Key: SourceOf(device))),
        key => $"the device {key} is given to the guest twice");

    // A device of the host, as far as it is named by something that two entries can have in common.
    private static string? SourceOf(DomainElement device) => (device["type"], device.Find("source")) switch
    {
        ("pci", { } source) when source.Find("address") is { } address => string.Create(CultureInfo.InvariantCulture, $"pci {LibvirtNumber.Parse(address["domain"]) ?? 0:x4}:{LibvirtNumber.Parse(address["bus"]):x2}:{LibvirtNumber.Parse(address["slot"]):x2}.{LibvirtNumber.Parse(address["function"])}"),
        ("mdev", { } source) when source.Find("address")?["uuid"] is { } uuid => $"mdev {uuid}",
        ("usb", { } source) when source.Find("address") is { } address => string.Create(CultureInfo.InvariantCulture, $"usb {LibvirtNumber.Parse(address["bus"])} {LibvirtNumber.Parse(address["device"])}"),
        ("usb", { } source) when source.Find("vendor")?["id"] is { } vendor => string.Create(CultureInfo.InvariantCulture, $"usb {LibvirtNumber.Parse(vendor):x4}:{LibvirtNumber.Parse(source.Find("product")?["id"]):x4}"),
        ("scsi", { } source) when source.Find("adapter")?["name"] is { } adapter && source.Find("address") is { } address => $"scsi {adapter} {address["bus"]}:{address["target"]}:{address["unit"]}",
        _ => null,
    };

    private static IEnumerable<DomainProblem> TargetsTwice(DomainElement domain) =>
        Twice(Devices(domain, "disk").Select(disk => (disk, disk.Find("target")?["dev"])), key => $"two disks have the target {key}");

    private static IEnumerable<DomainProblem> BootOrdersTwice(DomainElement domain) =>
        Twice(AllDevices(domain).Select(device => (device, device.Find("boot")?["order"])), key => $"two devices have the place {key} in the order of starting");

    private static IEnumerable<DomainProblem> PciAddressesTwice(DomainElement domain) => Twice(
        AllDevices(domain).Select(device => (device, device.Find("address") is { } address && address["type"] is Pci && address["bus"] is not null && address["zpci"] is null
            ? string.Create(CultureInfo.InvariantCulture, $"{LibvirtNumber.Parse(address["domain"]) ?? 0:x4}:{LibvirtNumber.Parse(address["bus"]) ?? 0:x2}:{LibvirtNumber.Parse(address["slot"]) ?? 0:x2}.{LibvirtNumber.Parse(address["function"]) ?? 0}")
            : null)),
        key => $"two devices stand at the guest's PCI address {key}").Select(problem => problem with { IsOfPlace = true });

    private static IEnumerable<DomainProblem> IoThreads(DomainElement domain)
    {
        var named = domain.Find("iothreadids")?.All("iothread").Select(thread => LibvirtNumber.Parse(thread["id"])).OfType<long>().ToHashSet() ?? [];
        var count = Math.Max(LibvirtNumber.Parse(domain.Find("iothreads")?.Value) ?? 0, named.Count);
        // Numbers that are not named are given from 1 on.
        var known = named.Concat(Range(1, count + named.Count).Where(number => !named.Contains(number)).Take((int)Math.Min(count - named.Count, int.MaxValue))).ToHashSet();
        var uses = Devices(domain, "disk").Concat(Devices(domain, "controller")).Select(device => device.Find("driver")).OfType<DomainElement>().Select(driver => (Element: driver, Text: driver["iothread"]))
            .Concat((domain.Find("cputune")?.All("iothreadpin") ?? []).Select(pin => (Element: pin, Text: pin["iothread"])))
            .Concat((domain.Find("cputune")?.All("iothreadsched") ?? []).SelectMany(schedule => ListOf(schedule["iothreads"]).Select(number => (Element: schedule, Text: (string?)number))));
        foreach (var (element, text) in uses)
        {
            if (LibvirtNumber.Parse(text) is { } number && !known.Contains(number))
            {
                yield return new DomainProblem(element, $"there is no I/O thread {number}: 'iothreads' makes {count}") { IsOfPlace = element.Name.LocalName is "iothreadpin" };
            }
        }

        foreach (var controller in Devices(domain, "controller").Where(controller => controller.Find("driver")?["iothread"] is not null && controller["type"] is not "scsi"))
        {
            yield return new DomainProblem(controller, "only a SCSI controller has an I/O thread");
        }
    }

    private static IEnumerable<DomainProblem> RootBus(DomainElement domain)
    {
        var machine = domain.Find("os")?.Find("type")?["machine"] ?? "";
        var (isExpress, isOld) = (machine.Contains("q35", StringComparison.Ordinal), machine is "pc" || machine.StartsWith("pc-i440fx", StringComparison.Ordinal));
        foreach (var controller in Devices(domain, "controller").Where(controller => controller["type"] is Pci))
        {
            var isRoot = controller["model"] is "pci-root" or "pcie-root";
            if (LibvirtNumber.Parse(controller["index"]) == 0 && ((isExpress && controller["model"] is "pci-root") || (isOld && controller["model"] is "pcie-root")))
            {
                yield return new DomainProblem(controller, $"the root bus of {machine} is {(isExpress ? "pcie-root" : "pci-root")}, not {controller["model"]}") { IsOfPlace = true };
            }

            if (isRoot && (isExpress || isOld) && LibvirtNumber.Parse(controller["index"]) > 0)
            {
                yield return new DomainProblem(controller, "a root bus has the index 0") { IsOfPlace = true };
            }

            if (isRoot && controller.Find("address") is { } address)
            {
                yield return new DomainProblem(address, "a root bus has no address") { IsOfPlace = true };
            }
        }
    }

    private static IEnumerable<DomainProblem> SharedMemory(DomainElement domain)
    {
        foreach (var memory in Devices(domain, "shmem"))
        {
            if (memory.Find("size") is { } size && DomainSize.BytesOf(size.Tree) is { } bytes && (bytes < LeastSharedBytes || (bytes & (bytes - 1)) != 0))
            {
                yield return new DomainProblem(size, "shared memory is a power of two and at least 1 MiB");
            }

            if (memory.Find("msi") is { } interrupts && memory.Find("server") is null)
            {
                yield return new DomainProblem(interrupts, "interrupts of shared memory need a server");
            }

            if (memory.Find("address") is { } address && address["type"] is not (null or Pci))
            {
                yield return new DomainProblem(address, "shared memory has a PCI address");
            }
        }
    }

    private static IEnumerable<DomainProblem> UsbOff(DomainElement domain)
    {
        var controllers = Devices(domain, "controller").Where(controller => controller["type"] is "usb").ToList();
        if (controllers.All(controller => controller["model"] is not "none"))
        {
            return [];
        }

        var users = Devices(domain, "hub")
            .Concat(Devices(domain, "input").Where(input => input["bus"] is "usb"))
            .Concat(Devices(domain, "hostdev").Where(device => device["type"] is "usb"))
            .Concat(Devices(domain, "redirdev").Where(device => device["bus"] is "usb"))
            .Concat(controllers.Where(controller => controller["model"] is not "none"));
        return users.Select(user => new DomainProblem(user, "USB is off in this domain (its controller has the model none)"));
    }

    private static IEnumerable<DomainProblem> XhciPorts(DomainElement domain) => Devices(domain, "controller")
        .Where(controller => controller["type"] is "usb" && controller["model"] is "qemu-xhci" or "nec-xhci" && LibvirtNumber.Parse(controller["ports"]) > MostXhciPorts)
        .Select(controller => new DomainProblem(controller, $"{controller["model"]} has at most {MostXhciPorts} ports"));

    private static IEnumerable<DomainProblem> Cells(DomainElement domain)
    {
        var cells = domain.Find("cpu")?.Find("numa")?.All("cell").ToList() ?? [];
        foreach (var node in domain.Find("numatune")?.All("memnode") ?? [])
        {
            if (cells.Count == 0)
            {
                yield return new DomainProblem(node, "'memnode' is about NUMA cells, and the guest has none");
            }
        }

        foreach (var cell in cells.Where(cell => cell["memAccess"] is not (null or "shared" or "private")))
        {
            yield return new DomainProblem(cell, $"'{cell["memAccess"]}' is not a value of memAccess: shared, private");
        }

        foreach (var page in domain.Find("memoryBacking")?.Find("hugepages")?.All("page") ?? [])
        {
            if (page["nodeset"] is { } nodes && cells.Count == 0 && nodes is not "0")
            {
                yield return new DomainProblem(page, $"the guest has no NUMA node {nodes}");
            }
        }
    }

    private static IEnumerable<DomainProblem> MasterPages(DomainElement domain) =>
        (domain.Find("memoryBacking")?.Find("hugepages")?.All("page") ?? []).Where(page => page["nodeset"] is null || domain.Find("cpu")?.Find("numa") is null).Skip(1).Select(page => new DomainProblem(page, "only one size of huge pages is for all nodes"));

    private static IEnumerable<DomainProblem> ProcessorMode(DomainElement domain) =>
        domain["type"] is "qemu" && domain.Find("cpu") is { } cpu && cpu["mode"] is "host-passthrough"
            ? [new DomainProblem(cpu, "host-passthrough needs KVM: an emulated processor is not the host's")]
            : [];

    private static IEnumerable<DomainProblem> Tpm(DomainElement domain) =>
        Devices(domain, "tpm").Where(tpm => tpm.Find("backend") is null).Select(tpm => new DomainProblem(tpm, "the TPM has no backend"));

    private static IEnumerable<DomainProblem> ManagementMode(DomainElement domain)
    {
        var machine = domain.Find("os")?.Find("type")?["machine"] ?? "";
        var smm = domain.Find("features")?.Find("smm");
        if (smm?.Find("tseg") is not { } segment)
        {
            yield break;
        }

        if (!machine.Contains("q35", StringComparison.Ordinal))
        {
            yield return new DomainProblem(segment, "only q35 has memory for system management (TSEG)");
        }

        if (DomainSize.BytesOf(segment.Tree) is { } bytes && bytes % (1 << 20) != 0)
        {
            yield return new DomainProblem(segment, "memory for system management (TSEG) is a whole number of MiB");
        }
    }

    private static IEnumerable<DomainProblem> EnrolledKeys(DomainElement domain)
    {
        var features = domain.Find("os")?.Find("firmware")?.All("feature").ToList() ?? [];
        var keys = features.FirstOrDefault(feature => feature["name"] is "enrolled-keys" && feature["enabled"] is "yes");
        return keys is not null && features.Any(feature => feature["name"] is "secure-boot" && feature["enabled"] is "no") ? [new DomainProblem(keys, "enrolled keys need Secure Boot")] : [];
    }

    private static IEnumerable<DomainProblem> Filesystems(DomainElement domain) =>
        Twice(Devices(domain, "filesystem").Select(share => (share, share.Find("target")?["dir"])), key => $"two shared folders have the tag {key}");

    private static IEnumerable<DomainProblem> Twice(IEnumerable<(DomainElement Element, string? Key)> elements, Func<string, string> words)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (element, key) in elements)
        {
            if (key is not null && !seen.Add(key))
            {
                yield return new DomainProblem(element, words(key));
            }
        }
    }

    private static IEnumerable<long> Range(long first, long count)
    {
        for (var number = first; number < first + count; number++)
        {
            yield return number;
        }
    }

    private static IEnumerable<string> ListOf(string? text) =>
        Host.Cpu.CpuSet.FromList(text) is { } numbers ? numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)) : [];
}
