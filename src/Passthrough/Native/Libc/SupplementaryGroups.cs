using System.Runtime.InteropServices;

namespace Passthrough.Native.Libc;

/// <summary>getgroups(2).</summary>
internal static partial class SupplementaryGroups
{
    /// <summary>The numbers of the process's supplementary groups; empty when the kernel does not tell.</summary>
    public static uint[] Read()
    {
        var count = GetGroups(0, null);
        if (count <= 0)
        {
            return [];
        }

        var groups = new uint[count];
        return GetGroups(count, groups) == count ? groups : [];
    }

    [LibraryImport("libc", EntryPoint = "getgroups")]
    private static partial int GetGroups(int size, [Out] uint[]? list);
}
