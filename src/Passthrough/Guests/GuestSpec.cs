using System.Collections.Immutable;
using Passthrough.Host.Pci;
using Passthrough.Planning;

namespace Passthrough.Guests;

/// <summary>
/// One guest as the person wants it: what <c>passthrough.yaml</c> holds (<c>docs/formats/intent.md</c>) and what both runtimes are made from. The machine is always
/// q35 without USB, network and emulated display: the card is the display.
/// </summary>
public sealed record GuestSpec
{
    /// <summary>The name; keeps to <see cref="GuestName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The identity that the guest's own system sees; made at random when the guest is created and kept.</summary>
    public required Guid Uuid { get; init; }

    /// <summary>What runs it.</summary>
    public required GuestRuntime Runtime { get; init; }

    /// <summary>What executes it.</summary>
    public required GuestAccelerator Accelerator { get; init; }

    /// <summary>What starts it.</summary>
    public required GuestFirmware Firmware { get; init; }

    /// <summary>Memory in MiB.</summary>
    public required int MemoryMiB { get; init; }

    /// <summary>Virtual processors.</summary>
    public required int Vcpus { get; init; }

    /// <summary>The card's display function, one of <see cref="Devices"/>.</summary>
    public required PciAddress Gpu { get; init; }

    /// <summary>All functions of the card, ordered by address; <see cref="DeviceIdentity.DriverBefore"/> is null.</summary>
    public required ImmutableArray<DeviceIdentity> Devices { get; init; }

    /// <summary>Disks; the guest starts from the first that can be started from.</summary>
    public ImmutableArray<GuestDisk> Disks { get; init; } = [];

    /// <summary>The machine's own path of an option ROM to show to the guest in place of the card's; null for the card's own.</summary>
    public string? OptionRomPath { get; init; }

    /// <summary>True when the card's option ROM is not shown to the guest: its firmware then leaves the card to the operating system's driver.</summary>
    public bool HidesOptionRom { get; init; }

    /// <summary>The machine's own path of the file that the first serial port is appended to; null for no serial port.</summary>
    public string? SerialLogPath { get; init; }

    /// <summary>How many disks of the same bus come before this one: its port or letter.</summary>
    public int PlaceOnBus(GuestDisk disk) => Disks.TakeWhile(other => other != disk).Count(other => other.Bus == disk.Bus);
}
