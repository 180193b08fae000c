using Passthrough.Host;

namespace Passthrough.Planning;

/// <summary>The kernel makes at least so many huge pages of a size when they are asked for, beyond those that are set aside (<c>nr_overcommit_hugepages</c>).</summary>
/// <param name="SizeKib">The size of a page in KiB.</param>
/// <param name="Pages">How many.</param>
public sealed record HugePagesAllowed(long SizeKib, long Pages) : Postcondition
{
    /// <summary>The machine's own path of the file that tells.</summary>
    internal string Path => HostRoots.Live.Sys($"kernel/mm/hugepages/hugepages-{SizeKib}kB/nr_overcommit_hugepages");
}
