using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Iommu;

/// <summary>The IOMMU as firmware offers it and as the kernel uses it.</summary>
/// <param name="FirmwareTable">
/// The ACPI table that describes an IOMMU (<c>DMAR</c>, <c>IVRS</c>, <c>IORT</c>) by its presence in <c>/sys/firmware/acpi/tables</c>; null when
/// there is none, which with readable tables means that the firmware has it switched off or the machine has none.
/// </param>
/// <param name="TablesReadable">False when the ACPI folder itself is absent (a snapshot, a container), so that a missing table proves nothing.</param>
/// <param name="Units">The units that the kernel runs, from <c>/sys/class/iommu</c>.</param>
/// <param name="Groups">All IOMMU groups; empty when the kernel makes none.</param>
/// <param name="InterruptRemapping">True when <c>/proc/interrupts</c> names remapped chips (IR-); null when it cannot be read.</param>
public sealed record IommuFacts(
    string? FirmwareTable,
    bool TablesReadable,
    ImmutableArray<string> Units,
    ImmutableArray<IommuGroup> Groups,
    bool? InterruptRemapping)
{
    /// <summary>True when the kernel isolates devices: at least one group exists.</summary>
    public bool IsOn => !Groups.IsEmpty;

    /// <summary>The kind, from the units and else from the table.</summary>
    public IommuKind Kind => Units switch
    {
        [var unit, ..] when unit.StartsWith("dmar", StringComparison.Ordinal) => IommuKind.IntelVtd,
        [var unit, ..] when unit.StartsWith("ivhd", StringComparison.Ordinal) => IommuKind.AmdVi,
        [var unit, ..] when unit.StartsWith("smmu", StringComparison.Ordinal) => IommuKind.Smmu,
        [var unit, ..] when unit.StartsWith("virtio", StringComparison.Ordinal) => IommuKind.Virtio,
        _ => FirmwareTable switch
        {
            "DMAR" => IommuKind.IntelVtd,
            "IVRS" => IommuKind.AmdVi,
            "IORT" => IommuKind.Smmu,
            _ => IommuKind.None,
        },
    };

    /// <summary>The group that holds a function; null when it has none.</summary>
    public IommuGroup? GroupOf(PciAddress address) => Groups.FirstOrDefault(group => group.Devices.Contains(address));
}
