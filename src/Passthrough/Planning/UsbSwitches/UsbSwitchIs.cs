namespace Passthrough.Planning.UsbSwitches;

/// <summary>Somebody listens at the switch's socket, or nobody does (<c>/proc/net/unix</c>).</summary>
/// <param name="IsListening">What is expected.</param>
public sealed record UsbSwitchIs(bool IsListening) : Postcondition
{
    /// <inheritdoc/>
    public override bool AwaitsReboot() => false;

    /// <inheritdoc/>
    public override bool ConcernsBoot() => false;
}
