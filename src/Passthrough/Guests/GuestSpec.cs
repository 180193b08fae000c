using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Passthrough.Guests.Devices;
using Passthrough.Guests.Disks;
using Passthrough.Guests.Display;
using Passthrough.Guests.Firmware;
using Passthrough.Guests.Input;
using Passthrough.Guests.Memory;
using Passthrough.Guests.Network;
using Passthrough.Guests.Processor;
using Passthrough.Guests.Sharing;
using Passthrough.Guests.Sound;
using Passthrough.Host.Pci;
using Passthrough.Planning;

namespace Passthrough.Guests;

/// <summary>
/// One guest with every choice made: what libvirt's XML, QEMU's arguments and KubeVirt's manifest are written from. <see cref="Design.GuestDesigner"/> makes it from the few lines of
/// the intent and the machine.
/// </summary>
public sealed record GuestSpec
{
    /// <summary>The name; keeps to <see cref="GuestName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The identity that the guest's own system sees; it stays the same for as long as the guest keeps its name.</summary>
    public required Guid Uuid { get; init; }

    /// <summary>The system in it.</summary>
    public GuestOs Os { get; init; } = GuestOs.Other;

    /// <summary>Whether its system is being installed or owns the card.</summary>
    public GuestStage Stage { get; init; } = GuestStage.Passthrough;

    /// <summary>What runs it.</summary>
    public required GuestRuntime Runtime { get; init; }

    /// <summary>What executes it.</summary>
    public required GuestAccelerator Accelerator { get; init; }

    /// <summary>The machine that is emulated.</summary>
    public GuestMachine Machine { get; init; }

    /// <summary>What starts it.</summary>
    public required GuestFirmware Firmware { get; init; }

    /// <summary>The interface of its TPM 2.0 (swtpm); null for none.</summary>
    public TpmModel? Tpm { get; init; }

    /// <summary>Memory.</summary>
    public required GuestMemory Memory { get; init; }

    /// <summary>Processors.</summary>
    public required GuestCpu Cpu { get; init; }

    /// <summary>What its clock shows.</summary>
    public GuestClock Clock { get; init; }

    /// <summary>The card's display function, one of <see cref="Devices"/>; null for a guest without a card, and while its system is being installed.</summary>
    public PciAddress? Gpu { get; init; }

    /// <summary>True when the card is taken from the host although it shows the host's screen: while the guest runs the host has none (single GPU).</summary>
    public bool TakesScreen { get; init; }

    /// <summary>Whether the machine may sleep while the guest runs.</summary>
    public GuestSleep Sleep { get; init; } = GuestSleep.Allow;

    /// <summary>All PCI functions that it owns: the card's, and others; ordered by address.</summary>
    public ImmutableArray<PassedDevice> Devices { get; init; } = [];

    /// <summary>True when devices are given through iommufd, not through VFIO's groups (QEMU 9.0; libvirt 12.1).</summary>
    public bool HasIommufd { get; init; }

    /// <summary>Disks and discs.</summary>
    public ImmutableArray<GuestDisk> Disks { get; init; } = [];

    /// <summary>USB devices.</summary>
    public ImmutableArray<PassedUsb> Usb { get; init; } = [];

    /// <summary>Keyboard and mouse.</summary>
    public GuestInput Input { get; init; } = GuestInput.None;

    /// <summary>Network interfaces.</summary>
    public ImmutableArray<GuestNetwork> Networks { get; init; } = [];

    /// <summary>Emulated sound.</summary>
    public GuestSound Sound { get; init; } = GuestSound.None;

    /// <summary>The emulated display.</summary>
    public EmulatedDisplay Display { get; init; }

    /// <summary>Looking Glass; null for none.</summary>
    public LookingGlass? LookingGlass { get; init; }

    /// <summary>Monitors that show it while it runs.</summary>
    public ImmutableArray<MonitorInput> Monitors { get; init; } = [];

    /// <summary>Shared folders.</summary>
    public ImmutableArray<SharedFolder> Shares { get; init; } = [];

    /// <summary>True for a channel to QEMU's guest agent.</summary>
    public bool HasGuestAgent { get; init; }

    /// <summary>True for a port by which the guest asks for the return of what is lent to it (<see cref="SwitchPort"/>).</summary>
    public bool HasSwitchPort { get; init; }

    /// <summary>The machine's own path of the file that what the serial console shows is appended to; null for no log.</summary>
    public string? SerialLogPath { get; init; }

    /// <summary>What it owns, by address and identity.</summary>
    [JsonIgnore]
    public IEnumerable<DeviceIdentity> Owned => Devices.Select(device => device.Device);

    /// <summary>How many disks of the same bus come before this one: its port or letter.</summary>
    public int PlaceOnBus(GuestDisk disk) => Disks.TakeWhile(other => other != disk).Count(other => other.Bus == disk.Bus);
}
