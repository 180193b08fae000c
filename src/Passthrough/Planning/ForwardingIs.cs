namespace Passthrough.Planning;

/// <summary>The host forwards IPv4, or does not (<c>/proc/sys/net/ipv4/ip_forward</c>).</summary>
/// <param name="IsOn">What is expected.</param>
public sealed record ForwardingIs(bool IsOn) : Postcondition
{
    /// <inheritdoc/>
    public override bool ConcernsBoot() => false;
}
