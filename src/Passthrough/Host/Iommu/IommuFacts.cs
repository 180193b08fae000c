using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Passthrough.Host.Iommu.Tables;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Iommu;

/// <summary>The IOMMU as firmware offers it and as the kernel uses it.</summary>
/// <param name="FirmwareTable">
/// The ACPI table that describes an IOMMU (<c>DMAR</c>, <c>IVRS</c>, <c>IORT</c>, <c>VIOT</c>) by its presence in <c>/sys/firmware/acpi/tables</c>; null when
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

    /// <summary>The content of DMAR or IVRS; null when there is no such table, or only root may read it (<see cref="IsTableClosed"/>).</summary>
    public IommuTable? Table { get; init; }

    /// <summary>True when the table is there and the kernel shows it to root only.</summary>
    public bool IsTableClosed { get; init; }

    /// <summary>Whether the running kernel knows <c>pcie_acs_override=</c> (<see cref="AcsOverrideSupport"/>); null when it was not asked, or does not tell.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? KnowsAcsOverride { get; init; }

    /// <summary>The units with what sysfs says about them, in the order of <see cref="Units"/>.</summary>
    public ImmutableArray<IommuUnit> UnitDetails { get; init; } = [];

    /// <summary>
    /// True when the kernel lets host devices reach all memory untranslated (<c>iommu=pt</c>), false when it translates; null when no group tells its type. Single
    /// groups may differ (graphics, external devices): what most have is told.
    /// </summary>
    public bool? IsPassthrough
    {
        get
        {
            var known = Groups.Where(group => group.IsPassthrough is not null).ToList();
            return known.Count == 0 ? null : known.Count(group => group.IsPassthrough is true) * 2 > known.Count;
        }
    }

    /// <summary>The kind, from the units and else from the table.</summary>
    public IommuKind Kind => Units switch
    {
        [var unit, ..] when unit.StartsWith("dmar", StringComparison.Ordinal) => IommuKind.IntelVtd,
        [var unit, ..] when unit.StartsWith("ivhd", StringComparison.Ordinal) => IommuKind.AmdVi,
        [var unit, ..] when unit.StartsWith("smmu", StringComparison.Ordinal) => IommuKind.Smmu,
        // The kernel names a virtio IOMMU after its device: a PCI address, or a place in memory.
        [var unit, ..] when unit.StartsWith("virtio", StringComparison.Ordinal) || unit.EndsWith("virtio_mmio", StringComparison.Ordinal) || PciAddress.TryParse(unit, out _) => IommuKind.Virtio,
        _ => FirmwareTable switch
        {
            "DMAR" => IommuKind.IntelVtd,
            "IVRS" => IommuKind.AmdVi,
            "IORT" => IommuKind.Smmu,
            "VIOT" => IommuKind.Virtio,
            _ => IommuKind.None,
        },
    };

    /// <summary>The group that holds a function; null when it has none.</summary>
    public IommuGroup? GroupOf(PciAddress address) => Groups.FirstOrDefault(group => group.Devices.Contains(address));
}
