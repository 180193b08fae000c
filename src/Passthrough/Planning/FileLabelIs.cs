namespace Passthrough.Planning;

/// <summary>A file's label of SELinux has a type.</summary>
/// <param name="Path">The machine's own path of the file.</param>
/// <param name="Type">The type.</param>
public sealed record FileLabelIs(string Path, string Type) : Postcondition
{
    /// <inheritdoc/>
    public override bool AwaitsReboot() => false;

    /// <inheritdoc/>
    public override bool ConcernsBoot() => false;
}
