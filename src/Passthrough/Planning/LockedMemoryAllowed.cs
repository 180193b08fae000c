namespace Passthrough.Planning;

/// <summary>A user may lock this much memory from the next login on (<c>/etc/security/limits.d</c>).</summary>
/// <param name="User">The user's name.</param>
/// <param name="Kib">At least so much, in KiB.</param>
public sealed record LockedMemoryAllowed(string User, long Kib) : Postcondition
{
    /// <inheritdoc/>
    public override bool AwaitsReboot() => false;

    /// <inheritdoc/>
    public override bool ConcernsBoot() => false;
}
