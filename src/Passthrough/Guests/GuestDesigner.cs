using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests.Firmware;
using Passthrough.Host;
using Passthrough.Host.Pci;
using Passthrough.Planning;

namespace Passthrough.Guests;

/// <summary>Makes a guest from what was asked and what the machine has. Pure.</summary>
public static class GuestDesigner
{
    private const int UsualMemoryMiB = 4096;
    private const int UsualVcpus = 4;

    /// <summary>The guest that was asked for.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="host">The machine.</param>
    /// <param name="uefi">The machine's firmware for UEFI guests; null when it has none.</param>
    /// <param name="uuid">The guest's identity.</param>
    /// <exception cref="InvalidInputException">A value breaks a rule.</exception>
    /// <exception cref="NotFoundException">There is no function at the address.</exception>
    /// <exception cref="RefusedException">The machine cannot run it: no card, the boot card, no KVM, no firmware.</exception>
    public static GuestSpec Design(GuestRequest request, HostFacts host, UefiFirmware? uefi, Guid uuid)
    {
        var functions = CardOf(request.Gpu, host);
        var guest = new GuestSpec
        {
            Name = request.Name,
            Uuid = uuid,
            Runtime = request.Runtime,
            Accelerator = AcceleratorOf(request, host),
            Firmware = FirmwareOf(request, uefi),
            MemoryMiB = request.MemoryMiB ?? Half(host.Memory.TotalKib / 1024, UsualMemoryMiB, GuestRules.LeastMemoryMiB),
            Vcpus = request.Vcpus ?? Half(host.Cpu.OnlineCount, UsualVcpus, 1),
            Gpu = functions.First(device => device.Class.IsDisplay).Address,
            Devices = [.. functions.Select(device => new DeviceIdentity(device.Address, device.Identity, null))],
            Disks = request.Disks,
            OptionRomPath = request.OptionRomPath,
            HidesOptionRom = request.HidesOptionRom,
            SerialLogPath = request.SerialLogPath,
        };
        if (GuestRules.FirstBroken(guest) is { } broken)
        {
            throw new InvalidInputException(broken);
        }

        RequireRoom(guest, host);
        return guest;
    }

    private static ImmutableArray<PciDevice> CardOf(PciAddress gpu, HostFacts host)
    {
        if (host.Pci.Find(gpu) is not { } device)
        {
            throw new NotFoundException($"there is no PCI function at {gpu}", gpu.ToString(), "passthrough devices");
        }

        if (host.Display.CardOf(gpu) is not { } card)
        {
            throw new RefusedException($"{gpu} ({device.Identity.Ids}, class {device.Class}) is not part of a graphics card", gpu.ToString(), "passthrough check");
        }

        if (card.IsBoot == true)
        {
            throw new RefusedException($"{card.Display} is the card that this machine booted with; its screens would go dark", card.Display.ToString(), "choose another card: passthrough check");
        }

        return [.. card.Functions.Order().Select(host.Pci.Find).OfType<PciDevice>().Where(function => !function.Class.IsBridge)];
    }

    private static GuestAccelerator AcceleratorOf(GuestRequest request, HostFacts host)
    {
        AccelerationRule.Require(request.Accelerator, host);
        return request.Accelerator;
    }

    private static GuestFirmware FirmwareOf(GuestRequest request, UefiFirmware? uefi) => request.Firmware switch
    {
        GuestFirmwareKind.Bios => GuestFirmware.Bios,
        _ when uefi is not null => new GuestFirmware(GuestFirmwareKind.Uefi, uefi.CodePath, uefi.VariablesTemplatePath),
        _ => throw new RefusedException(
            "no UEFI firmware for guests is installed", null, "install the package 'ovmf' (Debian, Ubuntu) or 'edk2-ovmf' (Fedora, Arch), or use --firmware bios"),
    };

    private static int Half(long? all, int usual, int least) => (int)Math.Max(least, Math.Min(usual, (all ?? usual * 2) / 2));

    private static void RequireRoom(GuestSpec guest, HostFacts host)
    {
        if (host.Memory.TotalKib is { } total && guest.MemoryMiB > total / 1024)
        {
            throw new InvalidInputException($"{guest.MemoryMiB} MiB is more memory than the machine has ({total / 1024} MiB)", null, "give less with --memory");
        }

        if (host.Cpu.OnlineCount is { } online && guest.Vcpus > online)
        {
            throw new InvalidInputException($"{guest.Vcpus} virtual processors are more than the machine has ({online})", null, "give less with --vcpus");
        }
    }
}
