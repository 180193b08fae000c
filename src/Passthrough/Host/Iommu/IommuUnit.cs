using System.Globalization;

namespace Passthrough.Host.Iommu;

/// <summary>One IOMMU that the kernel runs: a folder of <c>/sys/class/iommu</c>.</summary>
/// <param name="Name">The folder's name (<c>dmar0</c>, <c>ivhd0</c>, <c>smmu3.0x09050000</c>, of virtio the device's own address).</param>
/// <param name="ExtendedCapability">VT-d: the extended capability register (file <c>intel-iommu/ecap</c>); null for other kinds.</param>
public sealed record IommuUnit(string Name, ulong? ExtendedCapability)
{
    /// <summary>True when a VT-d unit can remap interrupts (bit 3 of the register); null for other kinds.</summary>
    public bool? CanRemapInterrupts => ExtendedCapability is { } register ? (register & 8) != 0 : null;

    /// <summary>A unit from its files.</summary>
    /// <param name="name">The folder's name.</param>
    /// <param name="extendedCapability">The file <c>intel-iommu/ecap</c> (hexadecimal); null when absent.</param>
    public static IommuUnit Parse(string name, string? extendedCapability) =>
        new(name, ulong.TryParse(extendedCapability, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var register) ? register : null);
}
