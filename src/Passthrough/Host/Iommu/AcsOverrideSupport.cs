namespace Passthrough.Host.Iommu;

/// <summary>Whether the running kernel is one with the patch that knows <c>pcie_acs_override=</c>; the kernel itself ignores words that it does not know.</summary>
public static class AcsOverrideSupport
{
    private const string Symbol = " pcie_acs_override";

    /// <summary>What the kernel's own list of symbols says (<c>/proc/kallsyms</c>, proc(5)); null when it cannot be read. It has some hundred thousand lines: read only when the answer is needed.</summary>
    /// <param name="roots">The machine.</param>
    public static bool? Read(HostRoots roots)
    {
        try
        {
            return Knows(File.ReadLines(roots.Proc("kallsyms")));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What a list of symbols says.</summary>
    /// <param name="lines">Lines such as <c>0000000000000000 t pcie_acs_override_setup</c>.</param>
    /// <returns>Null when the list is empty.</returns>
    public static bool? Knows(IEnumerable<string> lines)
    {
        bool? answer = null;
        foreach (var line in lines)
        {
            if (line.Contains(Symbol, StringComparison.Ordinal))
            {
                return true;
            }

            answer = false;
        }

        return answer;
    }
}
