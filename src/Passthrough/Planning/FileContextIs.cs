namespace Passthrough.Planning;

/// <summary>The administrator's choice of a label of SELinux for a path (<c>file_contexts.local</c>) is this one.</summary>
/// <param name="Path">The machine's own path.</param>
/// <param name="Type">The label's type; null when nothing is chosen.</param>
public sealed record FileContextIs(string Path, string? Type) : Postcondition
{
    /// <inheritdoc/>
    public override bool AwaitsReboot() => false;

    /// <inheritdoc/>
    public override bool ConcernsBoot() => false;
}
