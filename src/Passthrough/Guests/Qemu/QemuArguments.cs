using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Guests.Qemu;

/// <summary>A guest as the arguments of <c>qemu-system-x86_64</c>.</summary>
public static class QemuArguments
{
    /// <summary>The arguments, without the program. Pure; a comma in a value is doubled as QEMU's option syntax asks.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="paths">Its files.</param>
    public static ImmutableArray<string> Of(GuestSpec guest, GuestPaths paths) =>
    [
        "-name", Options("guest=" + Value(guest.Name)),
        "-uuid", guest.Uuid.ToString(),
        "-no-user-config",
        "-nodefaults",
        "-machine", Options("q35", guest.Accelerator == GuestAccelerator.Kvm ? "accel=kvm" : "accel=tcg", "usb=off"),
        "-cpu", guest.Accelerator == GuestAccelerator.Kvm ? "host" : "max",
        "-m", guest.MemoryMiB.ToString(CultureInfo.InvariantCulture) + "M",
        "-smp", guest.Vcpus.ToString(CultureInfo.InvariantCulture),
        "-display", "none",
        "-vga", "none",
        .. FirmwareOf(guest, paths),
        .. guest.Disks.SelectMany((disk, index) => DiskOf(disk, index, guest.PlaceOnBus(disk))),
        .. CardOf(guest),
        .. SerialOf(guest),
        "-chardev", Options("socket", "id=monitor", "path=" + Value(paths.Qmp), "server=on", "wait=off"),
        "-mon", "chardev=monitor,mode=control",
        "-pidfile", paths.ProcessId,
        "-daemonize",
    ];

    private static IEnumerable<string> FirmwareOf(GuestSpec guest, GuestPaths paths) =>
        guest.Firmware.Kind == GuestFirmwareKind.Uefi
            ?
            [
                "-drive", Options("if=pflash", "unit=0", "format=raw", "readonly=on", "file=" + Value(guest.Firmware.CodePath!)),
                "-drive", Options("if=pflash", "unit=1", "format=raw", "file=" + Value(paths.Variables)),
            ]
            : [];

    private static IEnumerable<string> DiskOf(GuestDisk disk, int index, int port)
    {
        var number = index.ToString(CultureInfo.InvariantCulture);
        var driver = disk.Bus == GuestDiskBus.Virtio ? "virtio-blk-pci" : "ide-hd";
        var place = disk.Bus == GuestDiskBus.Virtio ? "bus=pcie.0" : $"bus=ide.{port}";
        return
        [
            "-blockdev",
            Options(
                "driver=" + (disk.Format == GuestDiskFormat.Raw ? "raw" : "qcow2"),
                "node-name=disk-" + number,
                "file.driver=" + (disk.IsBlockDevice ? "host_device" : "file"),
                "file.filename=" + Value(disk.Path)),
            "-device", Options(driver, place, "drive=disk-" + number, $"bootindex={(index + 1).ToString(CultureInfo.InvariantCulture)}"),
        ];
    }

    private static IEnumerable<string> CardOf(GuestSpec guest)
    {
        var functions = GuestFunction.Of(guest.Devices);
        foreach (var port in functions.Select(function => function.Slot + 1).Distinct())
        {
            yield return "-device";
            yield return Options("pcie-root-port", $"id=card-port-{port}", "bus=pcie.0", $"chassis={port}", $"slot={port}");
        }

        foreach (var function in functions)
        {
            yield return "-device";
            yield return FunctionOf(function, guest);
        }
    }

    private static string FunctionOf(GuestFunction function, GuestSpec guest)
    {
        var address = function.Device.Address;
        List<string> options =
        [
            "vfio-pci", "host=" + address, "id=" + function.Id, $"bus=card-port-{function.Slot + 1}", $"addr=00.{function.Function}",
        ];
        if (function.IsMultifunction)
        {
            options.Add("multifunction=on");
        }

        if (address == guest.Gpu && guest.OptionRomPath is { } rom)
        {
            options.Add("romfile=" + Value(rom));
        }

        if (address == guest.Gpu && guest.HidesOptionRom)
        {
            options.Add("rombar=0");
        }

        return Options([.. options]);
    }

    private static IEnumerable<string> SerialOf(GuestSpec guest) =>
        guest.SerialLogPath is { } path
            ? ["-chardev", Options("file", "id=serial", "path=" + Value(path), "append=on"), "-device", "isa-serial,chardev=serial,index=0"]
            : [];

    private static string Options(params string[] options) => string.Join(',', options);

    private static string Value(string value) => value.Replace(",", ",,", StringComparison.Ordinal);
}
