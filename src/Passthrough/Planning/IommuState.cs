namespace Passthrough.Planning;

/// <summary>IOMMU groups exist, or do not.</summary>
/// <param name="IsOn">What is expected.</param>
public sealed record IommuState(bool IsOn) : Postcondition;
