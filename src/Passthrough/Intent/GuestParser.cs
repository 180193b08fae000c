using System.Collections.Immutable;
using Passthrough.Guests;
using Passthrough.Guests.Description;
using Passthrough.Guests.Devices;
using Passthrough.Guests.Disks;
using Passthrough.Guests.Display;
using Passthrough.Guests.Firmware;
using Passthrough.Guests.Input;
using Passthrough.Guests.Memory;
using Passthrough.Guests.Network;
using Passthrough.Guests.Sharing;
using Passthrough.Guests.Sound;
using Passthrough.Host.Cpu;
using Passthrough.Host.Pci;

namespace Passthrough.Intent;

/// <summary>Understands one guest of the intent (<c>docs/formats/intent.md</c>). What needs no look at the machine is judged here, at the line that it stands in.</summary>
internal static class GuestParser
{
    // The minor numbers that the kernel has for /dev/i2c-N (MINORMASK).
    private const int MostBuses = (1 << 20) - 1;

    private static readonly ImmutableArray<string> WaysOfNaming = ["cores", "cache-domain", "vcpus"];

    /// <summary>The guest.</summary>
    /// <param name="node">The item of the list.</param>
    /// <exception cref="Failures.InvalidInputException">With file, line and key.</exception>
    public static GuestDescription Parse(IntentNode node)
    {
        var map = node.Map(
            "name", "uuid", "os", "stage", "runtime", "accelerator", "machine", "firmware", "tpm", "memory", "cpu", "clock", "sleep", "gpu", "pci", "iommufd", "disks", "cdroms", "usb", "input", "network",
            "sound", "display", "looking-glass", "monitors", "shares", "guest-agent", "serial-log");
        var guest = new GuestDescription(Name(map.Need("name")))
        {
            Uuid = map["uuid"] is { } uuid ? Guid.TryParseExact(uuid.Text(), "D", out var parsed) ? parsed : throw uuid.Bad($"'{uuid.Text()}' is no UUID") : null,
            Os = map["os"]?.Word<GuestOs>(),
            Stage = map["stage"]?.Word<GuestStage>(),
            Runtime = map["runtime"]?.Word<GuestRuntime>(),
            Accelerator = map["accelerator"]?.Word<GuestAccelerator>(),
            Machine = map["machine"]?.Word<GuestMachine>(),
            Firmware = map["firmware"] is { } firmware ? Firmware(firmware) : new FirmwareDescription(),
            HasTpm = map["tpm"]?.TryFlag() ?? (map["tpm"] is null ? null : true),
            Tpm = map["tpm"] is { } tpm && tpm.TryFlag() is null ? tpm.Word<TpmModel>() : null,
            Memory = map["memory"] is { } memory ? Memory(memory) : new MemoryDescription(),
            Cpu = map["cpu"] is { } cpu ? Cpu(cpu) : new CpuDescription(),
            Clock = map["clock"]?.Word<GuestClock>(),
            Sleep = map["sleep"]?.Word<GuestSleep>(),
            Gpu = map["gpu"] is { } gpu ? Device(gpu, isCard: true) : null,
            Pci = map.List("pci", device => Device(device, isCard: false)),
            HasIommufd = map["iommufd"]?.Flag(),
            Disks = map.List("disks", Disk),
            Cdroms = map.List("cdroms", disc => disc.Path()),
            Usb = map.List("usb", device => PassedUsb.Parse(device.Text()) ?? throw device.Bad($"'{device.Text()}' is neither the ids of a USB device (046d:c52b) nor a port (1-4.2)")),
            Input = map["input"] is { } input ? Input(input) : new InputDescription(),
            Networks = map["network"] is { } network ? Networks(network) : null,
            Sound = map["sound"] is { } sound ? Sound(sound) : new SoundDescription(),
            Display = map["display"]?.Word<EmulatedDisplay>(),
            LookingGlass = map["looking-glass"] is { } glass ? LookingGlass(glass) : null,
            Monitors = map.List("monitors", Monitor),
            Shares = map.List("shares", Share),
            HasGuestAgent = map["guest-agent"]?.Flag(),
            SerialLogPath = map["serial-log"]?.Path(),
        };
        RequireNoDoubles(map, guest);
        return guest;
    }

    private static string Name(IntentNode node) => GuestName.IsValid(node.Text()) ? node.Text() : throw node.Bad($"'{node.Text()}' is no name for a guest: {GuestName.Rule}");

    private static FirmwareDescription Firmware(IntentNode node)
    {
        if (node.IsScalar)
        {
            return new FirmwareDescription { Kind = node.Word<GuestFirmwareKind>() };
        }

        var map = node.Map("kind", "secure-boot", "keys", "code", "variables");
        var firmware = new FirmwareDescription
        {
            Kind = map["kind"]?.Word<GuestFirmwareKind>(),
            SecureBoot = map["secure-boot"]?.Flag(),
            HasKeys = map["keys"]?.Flag(),
            CodePath = map["code"]?.Path(),
            VariablesTemplatePath = map["variables"]?.Path(),
        };
        return firmware switch
        {
            { CodePath: null, VariablesTemplatePath: not null } or { CodePath: not null, VariablesTemplatePath: null } => throw node.Bad("'code' and 'variables' go together"),
            { Kind: GuestFirmwareKind.Bios } when firmware != new FirmwareDescription { Kind = GuestFirmwareKind.Bios } => throw node.Bad("a BIOS has no Secure Boot, keys, code or variables"),
            _ => firmware,
        };
    }

    private static MemoryDescription Memory(IntentNode node)
    {
        if (node.IsScalar)
        {
            return new MemoryDescription { SizeMiB = Size(node) };
        }

        var map = node.Map("size", "huge-pages", "locked", "merge", "balloon", "mmio-window");
        return new MemoryDescription
        {
            SizeMiB = map["size"] is { } size ? Size(size) : null,
            HugePages = map["huge-pages"] is { } pages ? pages.TryFlag() switch { false => HugePageSize.Off, true => HugePageSize.Mib2, null => pages.Word<HugePageSize>() } : null,
            IsLocked = map["locked"]?.Flag(),
            IsMerged = map["merge"]?.Flag(),
            HasBalloon = map["balloon"]?.Flag(),
            Mmio64MiB = map["mmio-window"]?.Memory(1024, 16 * 1024 * 1024),
        };
    }

    private static int Size(IntentNode node) => node.Memory(GuestRules.LeastMemoryMiB, GuestRules.MostMemoryMiB);

    private static CpuDescription Cpu(IntentNode node)
    {
        if (node.IsScalar)
        {
            return new CpuDescription { Cores = node.Number(1, GuestRules.MostVcpus) };
        }

        var map = node.Map(
            "cores", "cache-domain", "vcpus", "smt", "pinning", "io-threads", "io-priority", "isolate", "governor", "topoext", "host-caches", "hyperv", "vendor-id", "hide-kvm", "kvm-ioapic");
        var named = WaysOfNaming.Where(key => map[key] is not null).ToList();
        if (named.Count > 1)
        {
            throw map[named[1]]!.Bad($"the processors are named by '{named[0]}' already");
        }

        var isPinned = map["pinning"]?.Flag();
        if (isPinned == true && map["vcpus"] is { } unpinned)
        {
            throw unpinned.Bad("virtual processors that are pinned are named by 'cores' or 'cache-domain'");
        }

        return new CpuDescription
        {
            Cores = map["cores"] is { } cores && CpusOf(cores) is null ? cores.Number(1, GuestRules.MostVcpus) : null,
            Cpus = map["cores"] is { } list ? CpusOf(list) : null,
            CacheDomain = map["cache-domain"]?.Number(0, GuestRules.MostVcpus),
            Vcpus = map["vcpus"]?.Number(1, GuestRules.MostVcpus),
            HasSmt = map["smt"]?.Flag(),
            IsPinned = isPinned,
            IoThreads = map["io-threads"]?.Number(0, GuestRules.MostIoThreads),
            IoThreadPriority = map["io-priority"]?.Number(1, GuestRules.HighestPriority),
            IsIsolated = map["isolate"]?.Flag(),
            Governor = map["governor"] is { } governor ? Governor(governor) : null,
            HasTopoext = map["topoext"]?.Flag(),
            HasHostCaches = map["host-caches"]?.Flag(),
            HasHyperV = map["hyperv"]?.Flag(),
            VendorId = map["vendor-id"] is { } vendor ? VendorId(vendor) : null,
            HidesKvm = map["hide-kvm"]?.Flag(),
            HasKvmIoApic = map["kvm-ioapic"]?.Flag(),
        };
    }

    // A number alone counts cores; a list, in YAML's or the kernel's way of writing it, names CPUs.
    private static CpuSet? CpusOf(IntentNode node)
    {
        if (node.IsList)
        {
            return CpuSet.Of(node.Items().Select(item => item.Number(0, CpuSet.HighestNumber)));
        }

        var text = node.Text();
        return text.AsSpan().ContainsAny(',', '-') ? CpuSet.FromList(text) ?? throw node.Bad($"'{text}' is no list of CPUs such as 2-7,10-15") : null;
    }

    private static string VendorId(IntentNode node) => node.TextOrEmpty() switch
    {
        "" or "off" or "no" => "",
        var text when GuestRules.IsVendorId(text) => text,
        var text => throw node.Bad($"'{text}' is no vendor id: {GuestRules.VendorIdRule}"),
    };

    private static string Governor(IntentNode node) => GuestRules.IsGovernor(node.Text()) ? node.Text() : throw node.Bad($"'{node.Text()}' is not {GuestRules.GovernorRule}");

    private static DeviceDescription Device(IntentNode node, bool isCard)
    {
        if (node.IsScalar)
        {
            return Named(node);
        }

        var map = isCard ? node.Map("device", "rom", "rom-bar", "legacy-vga", "single-gpu") : node.Map("device", "rom", "rom-bar", "boot", "last-keyboard");
        var device = Named(map.Need("device")) with
        {
            OptionRomPath = map["rom"]?.Path(),
            HidesOptionRom = map["rom-bar"] is { } bar ? !bar.Flag() : null,
            IsLegacyVga = isCard ? map["legacy-vga"]?.Flag() : null,
            TakesScreen = isCard ? map["single-gpu"]?.Flag() : null,
            TakesLastKeyboard = isCard ? null : map["last-keyboard"]?.Flag(),
            BootOrder = isCard ? null : map["boot"]?.Number(1, GuestRules.HighestBootOrder),
        };
        return device is { OptionRomPath: not null, HidesOptionRom: true } ? throw map.Need("rom").Bad("an option ROM is either given or hidden (rom-bar: off), not both") : device;
    }

    private static DeviceDescription Named(IntentNode node)
    {
        var words = node.Text().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var identity = default(PciIdentity);
        return words.Length is 1 or 2 && PciAddress.TryParse(words[0], out var address) && (words.Length == 1 || PciIdentity.TryParse(words[1], out identity))
            ? new DeviceDescription(address, words.Length == 1 ? null : identity)
            : throw node.Bad($"'{node.Text()}' is no device such as \"0000:01:00.0\" or, so that nothing else is taken, \"0000:01:00.0 10de:2684/1458:40bf\"");
    }

    private static DiskDescription Disk(IntentNode node)
    {
        if (node.IsScalar)
        {
            return new DiskDescription(node.Path());
        }

        var map = node.Map("path", "format", "bus", "read-only", "cache", "aio", "discard", "io-thread", "queues", "boot", "serial");
        return new DiskDescription(map.Need("path").Path())
        {
            Format = map["format"]?.Word<GuestDiskFormat>(),
            Bus = map["bus"]?.Word<GuestDiskBus>(),
            IsReadOnly = map["read-only"]?.Flag(),
            Cache = map["cache"]?.Word<GuestDiskCache>(),
            Aio = map["aio"]?.Word<GuestDiskAio>(),
            HasDiscard = map["discard"]?.Flag(),
            IoThread = map["io-thread"] is { } thread ? thread.TryFlag() == false ? 0 : thread.Number(0, GuestRules.MostIoThreads) : null,
            Queues = map["queues"]?.Number(1, GuestRules.MostQueues),
            BootOrder = map["boot"]?.Number(1, GuestRules.HighestBootOrder),
            Serial = map["serial"] is { } serial ? GuestRules.IsSerial(serial.Text()) ? serial.Text() : throw serial.Bad($"'{serial.Text()}' is no serial number: {GuestRules.SerialRule}") : null,
        };
    }

    private static InputDescription Input(IntentNode node)
    {
        var map = node.Map("evdev", "persistent", "toggle", "virtio");
        return new InputDescription { Evdev = map.List("evdev", Evdev), IsPersistent = map["persistent"]?.Flag(), Toggle = map["toggle"]?.Word<GrabToggle>(), HasVirtio = map["virtio"]?.Flag() };
    }

    private static EvdevInput Evdev(IntentNode node)
    {
        if (node.IsScalar)
        {
            // udev's names in by-id and by-path tell what a device is.
            return new EvdevInput(node.Path(), node.Path().EndsWith("event-kbd", StringComparison.Ordinal));
        }

        var map = node.Map("path", "keyboard");
        return new EvdevInput(map.Need("path").Path(), map.Need("keyboard").Flag());
    }

    private static MonitorInput Monitor(IntentNode node)
    {
        var map = node.Map("serial", "model", "bus", "guest", "host");
        if ((map["bus"] is null) == (map["serial"] is null && map["model"] is null))
        {
            throw node.Bad("a monitor is named by 'serial' and 'model', one or both, or by 'bus': 'ddcutil detect' shows them");
        }

        return new MonitorInput(
            map["serial"] is { } serial ? MonitorName(serial) : null,
            map["model"] is { } model ? MonitorName(model) : null,
            map["bus"]?.Number(0, MostBuses),
            MonitorSource(map.Need("guest")),
            map["host"] is { } host ? MonitorSource(host) : null);
    }

    private static string MonitorName(IntentNode node) => MonitorInput.IsName(node.Text()) ? node.Text() : throw node.Bad($"'{node.Text()}' is not what a monitor calls itself: {MonitorInput.NameRule}");

    private static int MonitorSource(IntentNode node) => InputSource.Parse(node.Text()) ?? throw node.Bad($"'{node.Text()}' is no input of a monitor: {InputSource.Rule}");

    private static ImmutableArray<NetworkDescription> Networks(IntentNode node) =>
        node.IsList ? [.. node.Items().Select(Network)]
        : node is { IsScalar: true } && (node.Text() is "none" || node.TryFlag() == false) ? []
        : [Network(node)];

    private static NetworkDescription Network(IntentNode node)
    {
        if (node.IsScalar)
        {
            return node.Text() is "nat" ? new NetworkDescription(GuestNetworkKind.Nat, null) : throw node.Bad($"'{node.Text()}' is not known here; known are none, nat, and a mapping such as {{ bridge: br0 }}");
        }

        var map = node.Map("nat", "bridge", "macvtap", "mac", "model", "queues");
        var kinds = EnumWord.All<GuestNetworkKind>().Where(kind => map[kind] is not null).ToList();
        if (kinds.Count != 1)
        {
            throw node.Bad("exactly one of nat, bridge and macvtap says what it is connected to");
        }

        var source = map.Need(kinds[0]);
        var kind = EnumWord.Parse<GuestNetworkKind>(kinds[0])!.Value;
        var isUsual = kind == GuestNetworkKind.Nat && source.Text() is "default";
        return new NetworkDescription(kind, isUsual ? null : GuestRules.IsNetworkSource(kind, source.Text()) ? source.Text() : throw source.Bad($"'{source.Text()}' is no name of {(kind == GuestNetworkKind.Nat ? "a network" : "an interface")}"))
        {
            Mac = map["mac"] is { } mac ? GuestRules.ParseMac(mac.Text()) ?? throw mac.Bad($"'{mac.Text()}' is no address of one network card, such as 52:54:00:12:34:56") : null,
            Model = map["model"]?.Word<GuestNetworkModel>(),
            Queues = map["queues"]?.Number(1, GuestRules.MostQueues),
        };
    }

    private static SoundDescription Sound(IntentNode node)
    {
        if (node.IsScalar)
        {
            return new SoundDescription { Backend = node.TryFlag() == false ? SoundBackend.None : node.Word<SoundBackend>() };
        }

        var map = node.Map("to", "user");
        return new SoundDescription
        {
            Backend = map.Need("to").Word<SoundBackend>(),
            User = map["user"] is { } user ? GuestRules.IsLogin(user.Text()) ? user.Text() : throw user.Bad($"'{user.Text()}' is no login name") : null,
        };
    }

    private static LookingGlassDescription LookingGlass(IntentNode node)
    {
        if (node.IsScalar)
        {
            return new LookingGlassDescription(ResolutionOf(node));
        }

        var map = node.Map("resolution", "hdr", "memory");
        return new LookingGlassDescription(ResolutionOf(map.Need("resolution"))) { IsHdr = map["hdr"]?.Flag(), Memory = map["memory"]?.Word<SharedMemoryKind>() };
    }

    private static Resolution ResolutionOf(IntentNode node) => Resolution.Parse(node.Text()) ?? throw node.Bad($"'{node.Text()}' is no resolution such as 2560x1440");

    private static SharedFolder Share(IntentNode node)
    {
        if (node.IsScalar)
        {
            var path = node.Path();
            return new SharedFolder(path, Tag(node, path[(path.LastIndexOf('/') + 1)..]), IsReadOnly: false);
        }

        var map = node.Map("path", "tag", "read-only");
        var tag = map.Need("tag");
        return new SharedFolder(map.Need("path").Path(), Tag(tag, tag.Text()), map["read-only"]?.Flag() ?? false);
    }

    private static string Tag(IntentNode node, string tag) => GuestRules.IsTag(tag) ? tag : throw node.Bad($"'{tag}' is no tag for a shared folder: {GuestRules.TagRule}");

    private static void RequireNoDoubles(IntentMap map, GuestDescription guest)
    {
        Distinct(map, "pci", guest.Pci.Select(device => device.Address.ToString()), guest.Gpu?.Address.ToString());
        Distinct(map, "disks", guest.Disks.Select(disk => disk.Path));
        Distinct(map, "cdroms", guest.Cdroms.Concat(guest.Disks.Select(disk => disk.Path)));
        Distinct(map, "usb", guest.Usb.Select(device => device.ToString()));
        Distinct(map, "shares", guest.Shares.Select(share => share.Tag));
        Distinct(map, "monitors", guest.Monitors.Select(monitor => monitor.Words));
        Distinct(map, "network", (guest.Networks ?? []).Select(network => network.Mac).OfType<string>());
        if (map["input"] is { } input)
        {
            Distinct(input.Map(), "evdev", guest.Input.Evdev.Select(device => device.Path));
        }

        if (guest.Disks.Select(disk => disk.BootOrder).Concat(guest.Pci.Select(device => device.BootOrder)).OfType<int>().GroupBy(order => order).FirstOrDefault(group => group.Skip(1).Any()) is { } place)
        {
            throw (map["disks"] ?? map.Need("pci")).Bad($"two devices have the place {place.Key} in the order of starting (boot)");
        }
    }

    private static void Distinct(IntentMap map, string key, IEnumerable<string> values, string? before = null)
    {
        HashSet<string> seen = before is null ? new(StringComparer.OrdinalIgnoreCase) : new(StringComparer.OrdinalIgnoreCase) { before };
        if (values.FirstOrDefault(value => !seen.Add(value)) is { } twice)
        {
            throw (map[key] ?? map.Owner).Bad($"'{twice}' is there twice");
        }
    }
}
