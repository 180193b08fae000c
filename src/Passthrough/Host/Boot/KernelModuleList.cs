namespace Passthrough.Host.Boot;

/// <summary>Understands <c>modules.dep</c> and <c>modules.builtin</c> of a kernel.</summary>
public static class KernelModuleList
{
    /// <summary>How a kernel carries a driver.</summary>
    /// <param name="dependencies"><c>modules.dep</c>: a module's path, a colon, what it needs; null when absent.</param>
    /// <param name="builtIn"><c>modules.builtin</c>: a path a line; null when absent.</param>
    /// <param name="module">The module's file name without <c>.ko</c>, such as <c>vfio-pci</c>.</param>
    /// <returns>Null when both files are absent.</returns>
    public static DriverForm? FormOf(string? dependencies, string? builtIn, string module)
    {
        if (dependencies is null && builtIn is null)
        {
            return null;
        }

        if (Names(builtIn ?? "", module))
        {
            return DriverForm.BuiltIn;
        }

        return Names(dependencies ?? "", module) ? DriverForm.Module : DriverForm.Absent;
    }

    private static bool Names(string text, string module)
    {
        var fileName = $"{module}.ko";
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var colon = line.IndexOf(':');
            var path = (colon < 0 ? line : line[..colon]).Trim();
            var name = path[(path.LastIndexOf('/') + 1)..];
            if (name.StartsWith(fileName, StringComparison.Ordinal) && name[fileName.Length..] is "" or ".xz" or ".zst" or ".gz")
            {
                return true;
            }
        }

        return false;
    }
}
