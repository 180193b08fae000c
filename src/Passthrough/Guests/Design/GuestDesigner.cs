using System.Security.Cryptography;
using System.Text;
using Passthrough.Guests.Description;
using Passthrough.Guests.Pinning;
using Passthrough.Guests.Processor;
using Passthrough.Host;

namespace Passthrough.Guests.Design;

/// <summary>Makes a guest from the few lines that describe it and from what the machine has. Pure: the same input gives the same guest, its UUID and addresses among it.</summary>
public static class GuestDesigner
{
    private const int UuidBytes = 16;

    /// <summary>The guest that was described.</summary>
    /// <param name="wanted">The description.</param>
    /// <param name="host">The machine.</param>
    /// <param name="seed">A text that differs from machine to machine, so that UUIDs and network addresses of guests with the same name differ; it shows nothing of the machine.</param>
    /// <param name="placeOf">Where a key stands, for messages (<c>passthrough.yaml:12: memory.size</c>); null to name the key alone.</param>
    /// <exception cref="Failures.InvalidInputException">A value is impossible on this machine, or contradicts another.</exception>
    /// <exception cref="Failures.NotFoundException">There is no function at an address.</exception>
    /// <exception cref="Failures.RefusedException">The machine cannot run it: the boot card, another card in its place, no KVM, no firmware.</exception>
    public static GuestDesign Design(GuestDescription wanted, HostFacts host, string seed, Func<string, string>? placeOf = null)
    {
        var scope = new DesignScope(wanted, host, seed, placeOf);
        var uuid = Uuid(scope);
        var os = scope.Word("os", wanted.Os, GuestOs.Other, "nothing is tuned for a system that is not named");
        var stage = scope.Word("stage", wanted.Stage, GuestStage.Passthrough, "the guest owns the card; 'installation' shows it in a window instead");
        var runtime = scope.Word("runtime", wanted.Runtime, GuestDescription.UsualRuntime, "virt-manager and virsh see it");
        var accelerator = scope.Word("accelerator", wanted.Accelerator, GuestAccelerator.Kvm, "the processor itself; emulation is never chosen silently");
        AccelerationRule.Require(accelerator, host);
        var machine = scope.Word("machine", wanted.Machine, GuestMachine.Q35, "PCI Express, which cards expect");
        var guest = new GuestSpec
        {
            Name = wanted.Name,
            Uuid = uuid,
            Os = os,
            Stage = stage,
            Runtime = runtime,
            Accelerator = accelerator,
            Machine = machine,
            Firmware = FirmwareDesigner.Design(scope, os, machine),
            Tpm = FirmwareDesigner.DesignTpm(scope, os),
            Memory = MemoryDesigner.Design(scope),
            Cpu = new GuestCpu(new GuestTopology(1, 1, 1, 1)),
            Clock = scope.Word("clock", wanted.Clock, IsWindows(os) ? GuestClock.LocalTime : GuestClock.Utc, IsWindows(os) ? "Windows keeps local time" : "Linux keeps UTC"),
            Monitors = wanted.Monitors,
            SerialLogPath = wanted.SerialLogPath,
        };
        guest = DeviceDesigner.Design(scope, guest);
        guest = guest with { Disks = DiskDesigner.Design(scope, guest) };
        guest = CpuDesigner.Design(scope, guest);
        guest = guest with { Networks = NetworkDesigner.Design(scope, guest) };
        guest = DisplayDesigner.Design(scope, guest);
        guest = guest with
        {
            Shares = ShareDesigner.Design(scope, runtime),
            HasGuestAgent = scope.Flag("guest-agent", wanted.HasGuestAgent, os != GuestOs.Other, os == GuestOs.Other ? "its system is not named" : "the agent shuts the system down cleanly and tells its addresses, once it is installed"),
            HasSwitchPort = HasSwitchPort(scope, runtime),
        };
        guest = guest with { Memory = MemoryDesigner.Finish(scope, guest) };
        RequireLog(scope, guest);
        WarnOfMonitors(scope);
        return new GuestDesign(guest, scope.Choices, scope.Warnings);
    }

    /// <summary>True for the systems of Microsoft.</summary>
    internal static bool IsWindows(GuestOs os) => os is GuestOs.Windows or GuestOs.Windows11;

    private static Guid Uuid(DesignScope scope)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"passthrough uuid\n{scope.Seed}\n{scope.Wanted.Name}"))[..UuidBytes];
        // RFC 9562: version 8 (made by a rule of one's own), variant 10.
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return scope.Choose("uuid", scope.Wanted.Uuid, new Guid(bytes, bigEndian: true), "made from the guest's name and this machine's id: write it down before you rename either", uuid => uuid.ToString());
    }

    // SELinux's policy lets confined guests connect to no socket of other services; each try would be in its log.
    private static bool HasSwitchPort(DesignScope scope, GuestRuntime runtime)
    {
        var isKept = scope.Wanted.IsInUsbProfile && runtime == GuestRuntime.Libvirt && scope.Host.Security.IsSelinuxEnforcing is true;
        if (isKept)
        {
            scope.Warn("usb-profiles: SELinux keeps guests of libvirt from the switch, so that this one cannot ask for its devices' return by a port; it can over SSH");
        }

        return scope.Wanted.IsInUsbProfile && !isKept;
    }

    // The guest starts all the same, and the monitors have buttons.
    private static void WarnOfMonitors(DesignScope scope)
    {
        if (!scope.Wanted.Monitors.IsEmpty && !scope.Host.Virtualization.HasDdcutil)
        {
            scope.Warn("ddcutil, which switches the guest's monitors, is not installed; its package is 'ddcutil'");
        }
        else if (!scope.Wanted.Monitors.IsEmpty && !scope.Host.Virtualization.HasI2cDevices)
        {
            scope.Warn("the module i2c-dev, by which ddcutil reaches the guest's monitors, is not loaded: sudo modprobe i2c-dev");
        }
    }

    // libvirt's virtlogd writes what QEMU says into a file named after the guest and lets nobody else open it.
    private static void RequireLog(DesignScope scope, GuestSpec guest)
    {
        if (guest.Runtime == GuestRuntime.Libvirt && guest.SerialLogPath?.EndsWith($"/libvirt/qemu/{guest.Name}.log", StringComparison.Ordinal) == true)
        {
            throw scope.Bad("serial-log", $"{guest.SerialLogPath} is libvirt's own log of this guest", $"choose another name, such as {guest.Name}-serial.log");
        }
    }
}
