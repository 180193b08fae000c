using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Guests;

/// <summary>What the person asked for when creating a guest.</summary>
/// <param name="Name">The name.</param>
/// <param name="Gpu">Any function of the card.</param>
public sealed record GuestRequest(string Name, PciAddress Gpu)
{
    /// <summary>Memory in MiB; null for 4 GiB, or half of the machine's where that is less.</summary>
    public int? MemoryMiB { get; init; }

    /// <summary>Virtual processors; null for four, or half of the machine's where that is less.</summary>
    public int? Vcpus { get; init; }

    /// <summary>The firmware.</summary>
    public GuestFirmwareKind Firmware { get; init; } = GuestFirmwareKind.Uefi;

    /// <summary>What runs it.</summary>
    public GuestRuntime Runtime { get; init; } = GuestRuntime.Libvirt;

    /// <summary>What executes it.</summary>
    public GuestAccelerator Accelerator { get; init; } = GuestAccelerator.Kvm;

    /// <summary>Disks, as found on the machine.</summary>
    public ImmutableArray<GuestDisk> Disks { get; init; } = [];

    /// <summary>See <see cref="GuestSpec.OptionRomPath"/>.</summary>
    public string? OptionRomPath { get; init; }

    /// <summary>See <see cref="GuestSpec.HidesOptionRom"/>.</summary>
    public bool HidesOptionRom { get; init; }

    /// <summary>See <see cref="GuestSpec.SerialLogPath"/>.</summary>
    public string? SerialLogPath { get; init; }
}
