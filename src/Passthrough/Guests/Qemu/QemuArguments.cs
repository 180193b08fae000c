using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Guests.Firmware;
using Passthrough.Host;
using static Passthrough.Guests.Qemu.OptionText;

namespace Passthrough.Guests.Qemu;

/// <summary>A guest as the arguments of <c>qemu-system-x86_64</c>.</summary>
public static class QemuArguments
{
    /// <summary>What QEMU calls the character device of the serial console.</summary>
    internal const string SerialPort = "serial";

    /// <summary>The arguments, without the program. Pure; nothing is quoted, no secret is among them.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="paths">Its files.</param>
    /// <param name="host">The machine: decides whom QEMU runs as and how its version says that.</param>
    public static ImmutableArray<string> Of(GuestSpec guest, GuestPaths paths, HostFacts host) =>
    [
        "-name", Join("guest=" + Value(guest.Name), "debug-threads=on"),
        "-uuid", guest.Uuid.ToString(),
        "-no-user-config",
        "-nodefaults",
        "-machine", MachineOf(guest),
        .. ProcessorArguments.Of(guest),
        .. MemoryArguments.Of(guest),
        .. ClockOf(guest),
        "-display", "none",
        "-vga", "none",
        "-boot", "strict=on",
        .. FirmwareOf(guest, paths),
        .. StorageArguments.Of(guest),
        .. HostDeviceArguments.Of(guest),
        .. NetworkArguments.Of(guest),
        .. WindowArguments.Of(guest, paths),
        .. SharingArguments.Of(guest, paths),
        .. SerialOf(guest, paths),
        "-chardev", Join("socket", "id=monitor", "path=" + Value(paths.Qmp), "server=on", "wait=off"),
        "-mon", "chardev=monitor,mode=control",
        "-pidfile", paths.ProcessId,
        "-sandbox", "on,obsolete=deny,resourcecontrol=deny",
        .. QemuAccount.Of(host),
        .. guest.Cpu.Pins.IsEmpty ? (ReadOnlySpan<string>)[] : ["-S"],
        "-daemonize",
    ];

    /// <summary>The bus that devices of the chipset's own stand on.</summary>
    internal static string RootBus(GuestSpec guest) => guest.Machine == GuestMachine.Q35 ? "pcie.0" : "pci.0";

    private static string MachineOf(GuestSpec guest) => Join(
        EnumWord.Of(guest.Machine),
        "accel=" + EnumWord.Of(guest.Accelerator),
        "usb=off",
        "vmport=off",
        "hpet=off",
        guest.Firmware.IsSecure ? "smm=on" : null,
        guest.Cpu.HasKvmIoApic ? "kernel-irqchip=on" : null,
        "mem-merge=" + OnOff(guest.Memory.IsMerged),
        MemoryArguments.IsOneBackend(guest) ? "memory-backend=" + MemoryArguments.BackendName : null);

    private static IEnumerable<string> ClockOf(GuestSpec guest)
    {
        yield return "-rtc";
        yield return Join("base=" + EnumWord.Of(guest.Clock), "driftfix=slew");
        if (guest.Accelerator == GuestAccelerator.Kvm)
        {
            yield return "-global";
            yield return "kvm-pit.lost_tick_policy=delay";
        }
    }

    private static IEnumerable<string> FirmwareOf(GuestSpec guest, GuestPaths paths)
    {
        if (guest.Firmware.Kind == GuestFirmwareKind.Uefi)
        {
            var format = "format=" + EnumWord.Of(guest.Firmware.Format);
            yield return "-drive";
            yield return Join("if=pflash", "unit=0", format, "readonly=on", "file=" + Value(guest.Firmware.CodePath!));
            yield return "-drive";
            yield return Join("if=pflash", "unit=1", format, "file=" + Value(paths.Variables));
        }

        if (guest.Firmware.IsSecure)
        {
            yield return "-global";
            yield return "driver=cfi.pflash01,property=secure,value=on";
        }

        if (guest.Memory.Mmio64MiB is { } window)
        {
            yield return "-fw_cfg";
            yield return $"name=opt/ovmf/X-PciMmio64Mb,string={window.ToString(CultureInfo.InvariantCulture)}";
        }

        if (guest.Tpm is { } tpm)
        {
            yield return "-chardev";
            yield return Join("socket", "id=tpm-socket", "path=" + Value(paths.Tpm));
            yield return "-tpmdev";
            yield return "emulator,id=tpm,chardev=tpm-socket";
            yield return "-device";
            yield return Join("tpm-" + EnumWord.Of(tpm), "tpmdev=tpm");
        }
    }

    // Whoever connects is at the console; the log has everything, whether somebody is or not.
    private static ImmutableArray<string> SerialOf(GuestSpec guest, GuestPaths paths) =>
    [
        "-chardev",
        Join("socket", "id=" + SerialPort, "path=" + Value(paths.Serial), "server=on", "wait=off", guest.SerialLogPath is { } log ? $"logfile={Value(log)},logappend=on" : null),
        "-device", $"isa-serial,chardev={SerialPort},index=0",
    ];
}
