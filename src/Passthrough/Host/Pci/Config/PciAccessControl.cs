namespace Passthrough.Host.Pci.Config;

/// <summary>The Access Control Services of a function (extended capability 0x0d).</summary>
/// <param name="Supported">What the function can do.</param>
/// <param name="Enabled">What is switched on; the kernel does so at boot when it uses an IOMMU.</param>
public sealed record PciAccessControl(PciAcsFlags Supported, PciAcsFlags Enabled)
{
    // REQ_ACS_FLAGS in drivers/iommu/iommu.c.
    private const PciAcsFlags Asked =
        PciAcsFlags.SourceValidation | PciAcsFlags.RequestRedirect | PciAcsFlags.CompletionRedirect | PciAcsFlags.UpstreamForwarding;

    /// <summary>
    /// True when all that the kernel asks of a bridge, before what is below it may have a group of its own, is switched on. What a function cannot do it need not have on: the specification lets a function leave out a
    /// service that its design makes needless, and the kernel accepts that too (<c>pci_acs_flags_enabled</c>).
    /// </summary>
    public bool IsIsolating => (Enabled & Asked & Supported) == (Asked & Supported);
}
