using System.Collections.Immutable;

namespace Passthrough.Host.Iommu.Tables;

/// <summary>What the firmware's table about its IOMMU says (<c>/sys/firmware/acpi/tables/DMAR</c> or <c>IVRS</c>, readable by root).</summary>
/// <param name="Name"><c>DMAR</c> or <c>IVRS</c>.</param>
/// <param name="InterruptRemapping">DMAR: the flag INTR_REMAP, without which the kernel does not remap interrupts. Null in IVRS, which has no such flag.</param>
/// <param name="IsProtectedBeforeBoot">
/// The firmware has the IOMMU on before the kernel starts and asks it to keep it on (DMAR: DMA_CTRL_PLATFORM_OPT_IN, IVRS: DMA remapping in IVinfo).
/// </param>
/// <param name="ReservedMemory">Memory that devices need to reach at its own address (DMAR: RMRR, IVRS: IVMD).</param>
/// <param name="AcpiDevices">Devices without a PCI address that the IOMMU covers, by their ACPI names (DMAR: ANDD).</param>
public sealed record IommuTable(
    string Name, bool? InterruptRemapping, bool IsProtectedBeforeBoot, ImmutableArray<ReservedMemory> ReservedMemory, ImmutableArray<string> AcpiDevices);
