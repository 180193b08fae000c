namespace Passthrough.Planning;

/// <summary>The permission bits of files that a plan creates.</summary>
internal static class NewFileMode
{
    /// <summary>A file that everybody may read (0644).</summary>
    public const int Plain = 0b110_100_100;

    /// <summary>A program (0755).</summary>
    public const int Executable = 0b111_101_101;

    /// <summary>A file of root's own (0600).</summary>
    public const int Private = 0b110_000_000;
}
