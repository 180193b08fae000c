using System.Collections.Immutable;
using Passthrough.Host.Cpu;
using Passthrough.Host.Pci;

namespace Passthrough.Guests.Editing;

/// <summary>What a person asks to be changed in a domain; what is not asked for stays as it is.</summary>
public sealed record DomainEditRequest
{
    /// <summary>A function of the card that the domain is to get; null for none.</summary>
    public PciAddress? AddCard { get; init; }

    /// <summary>A function of the card that is to go; null for none.</summary>
    public PciAddress? RemoveCard { get; init; }

    /// <summary>Memory in MiB; null to leave it.</summary>
    public long? MemoryMiB { get; init; }

    /// <summary>The pages of its memory; null to leave them.</summary>
    public DomainHugePages? HugePages { get; init; }

    /// <summary>Whether its memory is kept out of swap; null to leave that.</summary>
    public bool? IsLocked { get; init; }

    /// <summary>Whether pages that are the same in several guests may be one; null to leave that.</summary>
    public bool? SharesPages { get; init; }

    /// <summary>True to hide KVM's CPUID leaves.</summary>
    public bool HidesKvm { get; init; }

    /// <summary>The vendor in Hyper-V's CPUID leaf; null to leave it.</summary>
    public string? VendorId { get; init; }

    /// <summary>True for the kernel's I/O APIC.</summary>
    public bool UsesKernelIoapic { get; init; }

    /// <summary>True to take the memory balloon out.</summary>
    public bool RemovesBalloon { get; init; }

    /// <summary>Nodes of keyboards and mice to be shared with the host.</summary>
    public ImmutableArray<string> Evdev { get; init; } = [];

    /// <summary>The keys that change them over, as libvirt names them.</summary>
    public string GrabToggle { get; init; } = DeviceEditor.UsualGrabToggle;

    /// <summary>The largest picture that Looking Glass is to show; null to leave it.</summary>
    public string? LookingGlass { get; init; }

    /// <summary>The host's CPUs, one for each virtual processor; null to leave them.</summary>
    public CpuSet? Cpus { get; init; }

    /// <summary>True to let the host's scheduler place virtual processors and threads.</summary>
    public bool RemovesPins { get; init; }

    /// <summary>True for the stage with the card.</summary>
    public bool ToPassthrough { get; init; }

    /// <summary>True for the stage in a window.</summary>
    public bool ToInstallation { get; init; }

    /// <summary>True when nothing is asked for.</summary>
    public bool IsEmpty => Evdev.IsEmpty && this with { Evdev = [], GrabToggle = DeviceEditor.UsualGrabToggle } == new DomainEditRequest();
}
