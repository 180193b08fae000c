using System.Globalization;
using Passthrough.Cli.Documents;
using Passthrough.Guests;
using Passthrough.Sessions;

namespace Passthrough.Cli.Views;

/// <summary>Guests as plain lines.</summary>
internal static class GuestView
{
    /// <summary>A line a guest under a line of headings.</summary>
    public static IEnumerable<string> List(IReadOnlyCollection<GuestListItem> guests, int width)
    {
        var rows = guests.Select(item => (string[])
        [
            item.Guest.Name,
            Words(item.State),
            Words(item.Guest.Runtime),
            $"{item.Guest.MemoryMiB.ToString(CultureInfo.InvariantCulture)} MiB",
            item.Guest.Vcpus.ToString(CultureInfo.InvariantCulture),
            item.Guest.Gpu.ToString(),
        ]);
        return TextLayout.Columns([["NAME", "STATE", "RUNTIME", "MEMORY", "VCPUS", "CARD"], .. rows], width);
    }

    /// <summary>Everything about one guest.</summary>
    public static IEnumerable<string> Lines(GuestSpec guest, GuestState state, int width)
    {
        List<(string Name, string Value)> facts =
        [
            ("name", guest.Name),
            ("state", Words(state)),
            ("runtime", Words(guest.Runtime)),
            ("runs on", guest.Accelerator == GuestAccelerator.Kvm ? "the processor (KVM)" : "emulation (TCG), slow"),
            ("firmware", guest.Firmware.Kind == GuestFirmwareKind.Uefi ? $"UEFI {guest.Firmware.CodePath}" : "BIOS"),
            ("memory", $"{guest.MemoryMiB.ToString(CultureInfo.InvariantCulture)} MiB"),
            ("vcpus", guest.Vcpus.ToString(CultureInfo.InvariantCulture)),
            .. guest.Devices.Select(device => ("card", $"{device.Address} {device.Identity}{(device.Address == guest.Gpu ? " (display)" : "")}")),
            .. guest.Disks.Select(disk => ("disk", $"{disk.Path} ({Words(disk)})")),
        ];
        if (guest.OptionRomPath is { } rom)
        {
            facts.Add(("option ROM", rom));
        }

        if (guest.HidesOptionRom)
        {
            facts.Add(("option ROM", "hidden"));
        }

        if (guest.SerialLogPath is { } log)
        {
            facts.Add(("serial log", log));
        }

        facts.Add(("uuid", guest.Uuid.ToString()));
        return facts.SelectMany(fact => TextLayout.Hang($"{fact.Name,-12}", TextLayout.Plain(fact.Value), width));
    }

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

        var missing = guest.Devices.Where(device => functions.All(function => function.HostAddress != device.Address)).Select(device => device.Address.ToString()).ToList();
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
        $"{(disk.Format == GuestDiskFormat.Raw ? "raw" : "qcow2")}, {(disk.IsBlockDevice ? "block device" : "file")}, {(disk.Bus == GuestDiskBus.Virtio ? "virtio" : "SATA")}";
}
