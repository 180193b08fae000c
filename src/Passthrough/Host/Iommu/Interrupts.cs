namespace Passthrough.Host.Iommu;

/// <summary>Understands <c>/proc/interrupts</c> as far as remapping shows there.</summary>
public static class Interrupts
{
    /// <summary>
    /// True when a chip's name begins with <c>IR-</c> (Interrupt Remapping), such as <c>IR-PCI-MSI</c> or <c>IR-IO-APIC</c>, or with <c>ITS-</c>, Arm's translation of
    /// message interrupts, which does the same.
    /// </summary>
    /// <param name="text">The file.</param>
    public static bool AreRemapped(string text) => text.Contains(" IR-", StringComparison.Ordinal) || text.Contains(" ITS-", StringComparison.Ordinal);
}
