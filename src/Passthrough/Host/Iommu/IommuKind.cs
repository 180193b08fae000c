namespace Passthrough.Host.Iommu;

/// <summary>The kind of IOMMU.</summary>
public enum IommuKind
{
    /// <summary>No table and no unit was found.</summary>
    None,

    /// <summary>Intel VT-d (ACPI table DMAR, units <c>dmar*</c>).</summary>
    IntelVtd,

    /// <summary>AMD-Vi (ACPI table IVRS, units <c>ivhd*</c>).</summary>
    AmdVi,

    /// <summary>Arm SMMU (ACPI table IORT, units <c>smmu*</c>).</summary>
    Smmu,

    /// <summary>A virtio IOMMU (ACPI table VIOT, units named after a PCI address).</summary>
    Virtio,
}
