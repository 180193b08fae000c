using System.Collections.Immutable;
using Passthrough.Guests.Devices;
using Passthrough.Guests.Display;
using Passthrough.Guests.Firmware;
using Passthrough.Guests.Sharing;

namespace Passthrough.Guests.Description;

/// <summary>A guest as the person wrote it in a few lines (<c>docs/formats/intent.md</c>): null means "as you think best", and the designer decides.</summary>
/// <param name="Name">The name; keeps to <see cref="GuestName"/>.</param>
public sealed record GuestDescription(string Name)
{
    /// <summary>What runs a guest of which it is not said.</summary>
    public const GuestRuntime UsualRuntime = GuestRuntime.Libvirt;

    /// <summary>See <see cref="GuestSpec.Uuid"/>.</summary>
    public Guid? Uuid { get; init; }

    /// <summary>See <see cref="GuestSpec.Os"/>.</summary>
    public GuestOs? Os { get; init; }

    /// <summary>See <see cref="GuestSpec.Stage"/>.</summary>
    public GuestStage? Stage { get; init; }

    /// <summary>See <see cref="GuestSpec.Runtime"/>.</summary>
    public GuestRuntime? Runtime { get; init; }

    /// <summary>See <see cref="GuestSpec.Accelerator"/>.</summary>
    public GuestAccelerator? Accelerator { get; init; }

    /// <summary>See <see cref="GuestSpec.Machine"/>.</summary>
    public GuestMachine? Machine { get; init; }

    /// <summary>The firmware.</summary>
    public FirmwareDescription Firmware { get; init; } = new();

    /// <summary>Whether there is a TPM.</summary>
    public bool? HasTpm { get; init; }

    /// <summary>See <see cref="GuestSpec.Tpm"/>.</summary>
    public TpmModel? Tpm { get; init; }

    /// <summary>Memory.</summary>
    public MemoryDescription Memory { get; init; } = new();

    /// <summary>Processors.</summary>
    public CpuDescription Cpu { get; init; } = new();

    /// <summary>See <see cref="GuestSpec.Clock"/>.</summary>
    public GuestClock? Clock { get; init; }

    /// <summary>See <see cref="GuestSpec.Sleep"/>.</summary>
    public GuestSleep? Sleep { get; init; }

    /// <summary>The card, by one of its functions; null for a guest without one.</summary>
    public DeviceDescription? Gpu { get; init; }

    /// <summary>Other PCI devices: USB controllers, NVMe disks, network cards; every one a single function.</summary>
    public ImmutableArray<DeviceDescription> Pci { get; init; } = [];

    /// <summary>See <see cref="GuestSpec.HasIommufd"/>.</summary>
    public bool? HasIommufd { get; init; }

    /// <summary>Disks.</summary>
    public ImmutableArray<DiskDescription> Disks { get; init; } = [];

    /// <summary>ISO images in drives: while the system is being installed the installation medium and the disc with drivers.</summary>
    public ImmutableArray<string> Cdroms { get; init; } = [];

    /// <summary>See <see cref="GuestSpec.Usb"/>.</summary>
    public ImmutableArray<PassedUsb> Usb { get; init; } = [];

    /// <summary>Keyboard and mouse.</summary>
    public InputDescription Input { get; init; } = new();

    /// <summary>Network interfaces; null to be chosen, empty for none.</summary>
    public ImmutableArray<NetworkDescription>? Networks { get; init; }

    /// <summary>Sound.</summary>
    public SoundDescription Sound { get; init; } = new();

    /// <summary>See <see cref="GuestSpec.Display"/>.</summary>
    public EmulatedDisplay? Display { get; init; }

    /// <summary>Looking Glass; null for none.</summary>
    public LookingGlassDescription? LookingGlass { get; init; }

    /// <summary>See <see cref="GuestSpec.Monitors"/>.</summary>
    public ImmutableArray<MonitorInput> Monitors { get; init; } = [];

    /// <summary>Shared folders.</summary>
    public ImmutableArray<SharedFolder> Shares { get; init; } = [];

    /// <summary>See <see cref="GuestSpec.HasGuestAgent"/>.</summary>
    public bool? HasGuestAgent { get; init; }

    /// <summary>True when a profile of the intent's <c>usb-profiles</c> names the guest; follows from there and is not written.</summary>
    public bool IsInUsbProfile { get; init; }

    /// <summary>See <see cref="GuestSpec.SerialLogPath"/>.</summary>
    public string? SerialLogPath { get; init; }
}
