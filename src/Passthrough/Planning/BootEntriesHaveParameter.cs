namespace Passthrough.Planning;

/// <summary>Every ordinary entry of the boot loader's configuration carries this word.</summary>
/// <param name="Word">Such as <c>intel_iommu=on</c>.</param>
public sealed record BootEntriesHaveParameter(string Word) : Postcondition
{
    /// <inheritdoc/>
    public override bool AwaitsReboot() => false;
}
