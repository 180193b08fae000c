using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Passthrough.Guests;
using Passthrough.Guests.Description;
using Passthrough.Guests.Display;
using Passthrough.Guests.Input;
using Passthrough.Guests.Sharing;

namespace Passthrough.Intent;

/// <summary>Guests as lines of the intent: what is said, nothing that is left to the designer.</summary>
public static class IntentWriter
{
    /// <summary>The beginning of a new file.</summary>
    public static ImmutableArray<string> Header { get; } =
    [
        "# What passthrough shall do on this machine. Yours to edit: comments, order and unknown top-level keys are kept.",
        "# The format is described in docs/formats/intent.md; 'passthrough guest show NAME --explain' shows what is left to the program.",
        $"schemaVersion: {IntentParser.SchemaVersion}",
    ];

    /// <summary>One guest as an item of the list.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="indent">Blanks before the dash.</param>
    public static ImmutableArray<string> LinesOf(GuestDescription guest, int indent) =>
        [.. ItemOf(guest).Select((line, index) => new string(' ', indent) + (index == 0 ? "- " : "  ") + line)];

    private static IEnumerable<string> ItemOf(GuestDescription guest) =>
    [
        .. Text("name", guest.Name),
        .. Text("uuid", guest.Uuid?.ToString()),
        .. Word("os", guest.Os),
        .. Word("stage", guest.Stage),
        .. Word("runtime", guest.Runtime),
        .. Word("accelerator", guest.Accelerator),
        .. Word("machine", guest.Machine),
        .. Firmware(guest.Firmware),
        .. guest.Tpm is { } model ? Word("tpm", (Guests.Firmware.TpmModel?)model) : Flag("tpm", guest.HasTpm),
        .. Memory(guest.Memory),
        .. Cpu(guest.Cpu),
        .. Word("clock", guest.Clock),
        .. Word("sleep", guest.Sleep),
        .. guest.Gpu is { } gpu ? Gpu([.. Device(gpu)]) : [],
        .. Items("pci", guest.Pci.Select(Device)),
        .. Flag("iommufd", guest.HasIommufd),
        .. Items("disks", guest.Disks.Select(Disk)),
        .. Items("cdroms", guest.Cdroms.Select(path => (IEnumerable<string>)[Quote(path)])),
        .. Items("usb", guest.Usb.Select(device => (IEnumerable<string>)[Quote(device.ToString())])),
        .. Map("input", [.. Items("evdev", guest.Input.Evdev.Select(Evdev)), .. Flag("persistent", guest.Input.IsPersistent), .. Word("toggle", guest.Input.Toggle), .. Flag("virtio", guest.Input.HasVirtio)]),
        .. guest.Networks is not { } networks ? [] : networks.IsEmpty ? ["network: none"] : Items("network", networks.Select(Network)),
        .. guest.Sound is { User: { } user } sound ? Map("sound", [.. Word("to", sound.Backend), .. Text("user", user)]) : Word("sound", guest.Sound.Backend),
        .. Word("display", guest.Display),
        .. guest.LookingGlass is { } glass ? Map("looking-glass", [.. Text("resolution", glass.Resolution.ToString()), .. Flag("hdr", glass.IsHdr), .. Word("memory", glass.Memory)]) : [],
        .. Items("monitors", guest.Monitors.Select(Monitor)),
        .. Items("shares", guest.Shares.Select(Share)),
        .. Flag("guest-agent", guest.HasGuestAgent),
        .. Text("serial-log", guest.SerialLogPath),
    ];

    private static IEnumerable<string> Firmware(FirmwareDescription firmware) =>
        firmware is { Kind: { } kind } && firmware == new FirmwareDescription { Kind = kind }
            ? [$"firmware: {EnumWord.Of(kind)}"]
            : Map(
                "firmware",
                [
                    .. Word("kind", firmware.Kind), .. Flag("secure-boot", firmware.SecureBoot), .. Flag("keys", firmware.HasKeys),
                    .. Text("code", firmware.CodePath), .. Text("variables", firmware.VariablesTemplatePath),
                ]);

    private static IEnumerable<string> Memory(MemoryDescription memory) =>
        memory is { SizeMiB: { } size } && memory == new MemoryDescription { SizeMiB = size }
            ? [$"memory: {MemorySize.Words(size)}"]
            : Map(
                "memory",
                [
                    .. memory.SizeMiB is { } mib ? [$"size: {MemorySize.Words(mib)}"] : (string[])[], .. Word("huge-pages", memory.HugePages), .. Flag("locked", memory.IsLocked), .. Flag("merge", memory.IsMerged),
                    .. Flag("balloon", memory.HasBalloon), .. memory.Mmio64MiB is { } window ? [$"mmio-window: {MemorySize.Words(window)}"] : (string[])[],
                ]);

    private static IEnumerable<string> Cpu(CpuDescription cpu) =>
        cpu is { Cores: { } cores } && cpu == new CpuDescription { Cores = cores }
            ? [$"cpu: {Number(cores)}"]
            : Map(
                "cpu",
                [
                    // A list of one CPU would be read as a number of cores.
                    .. cpu.Cpus is { } cpus ? [$"cores: {(cpus.Count == 1 ? $"[{cpus}]" : Quote(cpus.ToString()))}"] : Number("cores", cpu.Cores),
                    .. Number("cache-domain", cpu.CacheDomain), .. Number("vcpus", cpu.Vcpus), .. Flag("smt", cpu.HasSmt), .. Flag("pinning", cpu.IsPinned), .. Number("io-threads", cpu.IoThreads),
                    .. Number("io-priority", cpu.IoThreadPriority), .. Flag("isolate", cpu.IsIsolated), .. Text("governor", cpu.Governor), .. Flag("topoext", cpu.HasTopoext), .. Flag("host-caches", cpu.HasHostCaches), .. Flag("hyperv", cpu.HasHyperV),
                    .. cpu.VendorId is { } vendor ? [$"vendor-id: {Quote(vendor)}"] : (string[])[], .. Flag("hide-kvm", cpu.HidesKvm), .. Flag("kvm-ioapic", cpu.HasKvmIoApic),
                ]);

    private static IEnumerable<string> Gpu(ImmutableArray<string> lines) => lines is [var only] ? ["gpu: " + only] : Map("gpu", lines);

    private static IEnumerable<string> Device(DeviceDescription device)
    {
        var named = Quote(device.Identity is { } identity ? $"{device.Address} {identity}" : device.Address.ToString());
        ImmutableArray<string> others =
        [
            .. Text("rom", device.OptionRomPath), .. Flag("rom-bar", device.HidesOptionRom is { } hides ? !hides : null), .. Flag("legacy-vga", device.IsLegacyVga), .. Number("boot", device.BootOrder),
            .. Flag("single-gpu", device.TakesScreen), .. Flag("last-keyboard", device.TakesLastKeyboard),
        ];
        return others.IsEmpty ? [named] : [$"device: {named}", .. others];
    }

    private static IEnumerable<string> Disk(DiskDescription disk)
    {
        ImmutableArray<string> others =
        [
            .. Word("format", disk.Format), .. Word("bus", disk.Bus), .. Flag("read-only", disk.IsReadOnly), .. Word("cache", disk.Cache), .. Word("aio", disk.Aio), .. Flag("discard", disk.HasDiscard),
            .. Number("io-thread", disk.IoThread), .. Number("queues", disk.Queues), .. Number("boot", disk.BootOrder), .. Text("serial", disk.Serial),
        ];
        return others.IsEmpty ? [Quote(disk.Path)] : [.. Text("path", disk.Path), .. others];
    }

    private static IEnumerable<string> Evdev(EvdevInput device) => [.. Text("path", device.Path), .. Flag("keyboard", device.IsKeyboard)];

    private static IEnumerable<string> Monitor(MonitorInput monitor) =>
    [
        .. Text("serial", monitor.Serial), .. Text("model", monitor.Model), .. Number("bus", monitor.Bus), $"guest: {InputSource.Words(monitor.Guest)}",
        .. monitor.Host is { } host ? [$"host: {InputSource.Words(host)}"] : (string[])[],
    ];

    private static IEnumerable<string> Network(NetworkDescription network)
    {
        ImmutableArray<string> others = [.. Text("mac", network.Mac), .. Word("model", network.Model), .. Number("queues", network.Queues)];
        return network.Source is null && others.IsEmpty
            ? [EnumWord.Of(network.Kind)]
            : [.. Text(EnumWord.Of(network.Kind), network.Source ?? "default"), .. others];
    }

    private static IEnumerable<string> Share(SharedFolder share) => [.. Text("path", share.Path), .. Text("tag", share.Tag), .. share.IsReadOnly ? ["read-only: on"] : (string[])[]];

    private static IEnumerable<string> Items(string key, IEnumerable<IEnumerable<string>> items)
    {
        var lines = items.SelectMany(item => item.Select((line, index) => (index == 0 ? "  - " : "    ") + line)).ToList();
        return lines.Count == 0 ? [] : [key + ":", .. lines];
    }

    private static IEnumerable<string> Map(string key, ImmutableArray<string> lines) => lines.IsEmpty ? [] : [key + ":", .. lines.Select(line => "  " + line)];

    private static IEnumerable<string> Text(string key, string? value) => value is null ? [] : [$"{key}: {Quote(value)}"];

    private static IEnumerable<string> Flag(string key, bool? value) => value is { } flag ? [$"{key}: {(flag ? "on" : "off")}"] : [];

    private static IEnumerable<string> Number(string key, int? value) => value is { } number ? [$"{key}: {Number(number)}"] : [];

    private static IEnumerable<string> Word<[System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicFields)] T>(string key, T? value)
        where T : struct, Enum => value is { } word ? [$"{key}: {EnumWord.Of(word)}"] : [];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A text as it is written: always in quotes, because without them YAML reads an address as a number in base 60 and a name such as <c>no</c> as false.</summary>
    /// <param name="value">The text.</param>
    public static string Quote(string value)
    {
        var quoted = new StringBuilder(value.Length + 2).Append('"');
        foreach (var letter in value)
        {
            quoted = letter switch
            {
                '"' or '\\' => quoted.Append('\\').Append(letter),
                // Line separators, and what YAML does not count as printable.
                < ' ' or (>= '\x7f' and <= '\xa0') or '\u2028' or '\u2029' or '\ufeff' or '\ufffe' or '\uffff' =>
                    quoted.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture)),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append('"').ToString();
    }
}
