using System.Globalization;
using Passthrough.Cli.Documents;
using Passthrough.Guests;
using Passthrough.Guests.Design;
using Passthrough.Guests.Disks;
using Passthrough.Guests.Display;
using Passthrough.Guests.Firmware;
using Passthrough.Guests.Memory;
using Passthrough.Guests.Processor;
using Passthrough.Guests.Sound;
using Passthrough.Host.Cpu;
using Passthrough.Sessions;

namespace Passthrough.Cli.Views;

/// <summary>Guests as plain lines.</summary>
internal static class GuestView
{
    /// <summary>A line a guest under a line of headings; below it what is wrong with those that this machine cannot have.</summary>
    public static IEnumerable<string> List(IReadOnlyCollection<GuestListItem> guests, int width)
    {
        var rows = guests.Select(item => (string[])
        [
            item.Name,
            Words(item.State),
            item.Guest is null ? "-" : Words(item.Guest.Runtime),
            item.Guest is null ? "-" : MemorySize.Words(item.Guest.Memory.SizeMiB),
            item.Guest is null ? "-" : Number(item.Guest.Cpu.Topology.Vcpus),
            item.Guest?.Gpu?.ToString() ?? "-",
        ]);
        var problems = guests.Where(item => item.Problem is not null).SelectMany(item => TextLayout.Hang($"{item.Name}: ", TextLayout.Plain(item.Problem!), width));
        return TextLayout.Columns([["NAME", "STATE", "RUNTIME", "MEMORY", "VCPUS", "CARD"], .. rows], width).Concat(problems);
    }

    /// <summary>What matters about one guest.</summary>
    public static IEnumerable<string> Lines(GuestSpec guest, GuestState state, int width)
    {
        List<(string Name, string Value)> facts =
        [
            ("name", guest.Name),
            ("state", Words(state)),
            ("system", $"{EnumWord.Of(guest.Os)}{(guest.Stage == GuestStage.Installation ? ", being installed" : "")}"),
            ("runtime", Words(guest.Runtime)),
            ("runs on", guest.Accelerator == GuestAccelerator.Kvm ? "the processor (KVM)" : "emulation (TCG), slow"),
            ("firmware", Words(guest.Firmware) + (guest.Tpm is null ? "" : ", TPM 2.0")),
            ("memory", Words(guest.Memory)),
            ("cpu", Words(guest.Cpu)),
            .. guest.Devices.Select(device => (device.IsOfCard ? "card" : "device", $"{device.Device.Address} {device.Device.Identity}{(device.Device.Address == guest.Gpu ? " (display)" : "")}")),
            .. guest.Usb.Select(device => ("usb", device.ToString())),
            .. guest.Disks.Select(disk => (EnumWord.Of(disk.Kind), $"{disk.Path} ({Words(disk)})")),
            .. guest.Networks.Select(network => ("network", $"{EnumWord.Of(network.Kind)}{(network.Source is null ? "" : " " + network.Source)}, {network.Mac}")),
            .. guest.Shares.Select(share => ("share", $"{share.Path} as {share.Tag}{(share.IsReadOnly ? ", read-only" : "")}")),
            .. guest.Input.Evdev.Select(device => ("input", $"{device.Path}{(device.IsKeyboard ? $", {EnumWord.Of(guest.Input.Toggle)} hands it over" : "")}{(guest.Input.IsPersistent ? ", may be unplugged" : "")}")),
        ];
        AddWhen(facts, guest.Sound.Backend != SoundBackend.None, "sound", EnumWord.Of(guest.Sound.Backend));
        AddWhen(facts, guest.Display != EmulatedDisplay.None, "display", EnumWord.Of(guest.Display));
        AddWhen(facts, guest.LookingGlass is not null, "picture", $"Looking Glass, {Number(guest.LookingGlass?.SizeMiB ?? 0)} MiB");
        foreach (var device in guest.Devices)
        {
            AddWhen(facts, device.OptionRomPath is not null, "option ROM", device.OptionRomPath ?? "");
            AddWhen(facts, device.HidesOptionRom, "option ROM", "hidden");
        }

        facts.AddRange(guest.Monitors.Select(monitor => ("monitor", $"{monitor.Words}, switched to {InputSource.Words(monitor.Guest)} by ddcutil")));
        AddWhen(facts, guest.SerialLogPath is not null, "serial log", guest.SerialLogPath ?? "");
        facts.Add(("uuid", guest.Uuid.ToString()));
        return facts.SelectMany(fact => TextLayout.Hang($"{fact.Name,-12}", TextLayout.Plain(fact.Value), width));
    }

    /// <summary>Every value of one guest, with where it comes from.</summary>
    public static IEnumerable<string> Explained(GuestDesign design, int width)
    {
        var longest = design.Choices.Max(choice => choice.Key.Length);
        return design.Choices
            .SelectMany(choice => TextLayout.Hang(choice.Key.PadRight(longest + 1), TextLayout.Plain($"{choice.Value}  ({choice.Reason})"), width))
            .Concat(Warnings(design.Warnings, width));
    }

    /// <summary>What works and may surprise.</summary>
    public static IEnumerable<string> Warnings(IEnumerable<string> warnings, int width) => warnings.SelectMany(warning => TextLayout.Hang("Note: ", TextLayout.Plain(warning), width));

    /// <summary>A guest's PCI bus; what was passed through is marked with the host's address.</summary>
    public static IEnumerable<string> Pci(IReadOnlyCollection<GuestPciFunction> functions, GuestSpec guest, int width)
    {
        foreach (var function in functions)
        {
            var origin = function.HostAddress is { } host ? $" = host {host}" : "";
            yield return TextLayout.Cut($"{(function.HostAddress is null ? " " : "*")} {function.Address} {function.Class} {function.Identity}{origin}", width);
            foreach (var bar in function.Bars.Where(_ => function.HostAddress is not null))
            {
                var place = bar.Address is { } address ? $"at 0x{address.ToString("x", CultureInfo.InvariantCulture)}" : "not mapped";
                yield return TextLayout.Cut($"      BAR {bar.Index.ToString(CultureInfo.InvariantCulture)}: {Size(bar.Size)} {Kind(bar)} {place}", width);
            }
        }

        var missing = guest.Owned.Where(device => functions.All(function => function.HostAddress != device.Address)).Select(device => device.Address.ToString()).ToList();
        if (missing.Count > 0)
        {
            foreach (var line in TextLayout.Wrap($"Not listed: {string.Join(", ", missing)}. QEMU lists what is behind a port once the guest's firmware has numbered its buses: look again.", width))
            {
                yield return line;
            }
        }
    }

    private static string Kind(GuestPciBar bar) => bar switch
    {
        { IsMemory: false } => "I/O",
        { Is64Bit: true, IsPrefetchable: true } => "64-bit prefetchable memory",
        { Is64Bit: true } => "64-bit memory",
        { IsPrefetchable: true } => "prefetchable memory",
        _ => "memory",
    };

    private static string Size(ulong bytes) => bytes switch
    {
        >= 1024 * 1024 when bytes % (1024 * 1024) == 0 => $"{(bytes / 1024 / 1024).ToString(CultureInfo.InvariantCulture)} MiB",
        >= 1024 when bytes % 1024 == 0 => $"{(bytes / 1024).ToString(CultureInfo.InvariantCulture)} KiB",
        _ => $"{bytes.ToString(CultureInfo.InvariantCulture)} bytes",
    };

    private static string Words(GuestState state) => state switch
    {
        GuestState.Running => "running",
        GuestState.Off => "off",
        _ => "unknown",
    };

    private static string Words(GuestRuntime runtime) => runtime == GuestRuntime.Libvirt ? "libvirt" : "plain QEMU";

    private static string Words(GuestDisk disk) =>
        $"{EnumWord.Of(disk.Format)}, {(disk.IsBlockDevice ? "block device" : "file")}, {(disk.Bus == GuestDiskBus.Sata ? "SATA" : EnumWord.Of(disk.Bus))}";

    private static string Words(GuestFirmware firmware) => firmware switch
    {
        { Kind: GuestFirmwareKind.Bios } => "BIOS",
        { IsSecure: true, HasKeys: true } => $"UEFI with Secure Boot, {firmware.CodePath}",
        { IsSecure: true } => $"UEFI with Secure Boot once keys are there, {firmware.CodePath}",
        _ => $"UEFI {firmware.CodePath}",
    };

    private static string Words(GuestMemory memory) =>
        MemorySize.Words(memory.SizeMiB) + (memory.HugePages == HugePageSize.Off ? "" : $" in pages of {EnumWord.Of(memory.HugePages)}") + (memory.IsLocked ? ", locked" : "");

    private static string Words(GuestCpu cpu)
    {
        var count = $"{Number(cpu.Topology.Vcpus)} ({Number(cpu.Topology.Sockets * cpu.Topology.Dies * cpu.Topology.Cores)} cores of {Number(cpu.Topology.Threads)})";
        return cpu.Pins.IsEmpty ? count : $"{count} on CPUs {CpuSet.Of(cpu.Pins)}";
    }

    private static void AddWhen(List<(string Name, string Value)> facts, bool isSo, string name, string value)
    {
        if (isSo)
        {
            facts.Add((name, value));
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
