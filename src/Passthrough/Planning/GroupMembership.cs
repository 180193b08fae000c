namespace Passthrough.Planning;

/// <summary>A user is in a group, or is not (<c>/etc/group</c>; the processes of who is logged in have it from the next login on).</summary>
/// <param name="User">The user's name.</param>
/// <param name="Group">The group's name.</param>
/// <param name="IsMember">What is expected.</param>
public sealed record GroupMembership(string User, string Group, bool IsMember) : Postcondition
{
    /// <inheritdoc/>
    public override bool AwaitsReboot() => false;

    /// <inheritdoc/>
    public override bool ConcernsBoot() => false;
}
