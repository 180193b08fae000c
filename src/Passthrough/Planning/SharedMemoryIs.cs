namespace Passthrough.Planning;

/// <summary>Looking Glass's memory is there and for its user and its group to read and write, or is not there.</summary>
/// <param name="Path">The machine's own path of the file or node.</param>
/// <param name="User">The owner's number; null when nothing may be there.</param>
/// <param name="Group">The group's number; null when nothing may be there.</param>
public sealed record SharedMemoryIs(string Path, uint? User, uint? Group) : Postcondition
{
    /// <inheritdoc/>
    public override bool ConcernsBoot() => false;
}
