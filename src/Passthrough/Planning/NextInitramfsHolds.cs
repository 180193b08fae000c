namespace Passthrough.Planning;

/// <summary>The initramfs that rpm-ostree has prepared for the next start holds a file below <c>/etc</c> as the machine has it.</summary>
/// <param name="Path">The machine's own path.</param>
public sealed record NextInitramfsHolds(string Path) : Postcondition
{
    /// <inheritdoc/>
    public override bool AwaitsReboot() => false;
}
