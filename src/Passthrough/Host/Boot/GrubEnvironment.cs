namespace Passthrough.Host.Boot;

/// <summary>Understands <c>grubenv</c>: a line a variable, <c>name=value</c>, padded with <c>#</c>.</summary>
public static class GrubEnvironment
{
    /// <summary>Where this program has GRUB remember on the EFI system partition what it cannot write into its own file: the path on the partition.</summary>
    internal const string OnPartition = "EFI/passthrough/grubenv";

    /// <summary>The value of a variable; null when it is absent or empty.</summary>
    /// <param name="text">The file.</param>
    /// <param name="name">The variable.</param>
    public static string? Value(string text, string name)
    {
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith(name + "=", StringComparison.Ordinal))
            {
                return line.Length > name.Length + 1 ? line[(name.Length + 1)..] : null;
            }
        }

        return null;
    }
}
