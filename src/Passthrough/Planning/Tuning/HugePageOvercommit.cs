using Passthrough.Failures;
using Passthrough.Host;

namespace Passthrough.Planning.Tuning;

/// <summary>
/// Huge pages that the kernel makes when a guest asks for them, out of memory that is not fragmented yet: <c>vm.nr_overcommit_hugepages</c>, in a file of sysctl.d(5)
/// (the kernel's <c>Documentation/admin-guide/mm/hugetlbpage.rst</c>). The host has the memory while no guest runs.
/// </summary>
public static class HugePageOvercommit
{
    /// <summary>The machine's own path of the file.</summary>
    public static string Path => HostRoots.Live.Etc("sysctl.d/90-passthrough-hugepages.conf");

    /// <summary>The pages that a request asks for; null when for none.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What was asked.</param>
    /// <exception cref="RefusedException">The kernel has no huge pages.</exception>
    public static HugePagesAllowed? Of(HostFacts facts, PlanRequest request)
    {
        if (request.HugePagesOvercommitMiB is not { } amount)
        {
            return null;
        }

        var size = facts.Memory.HugePageKib ?? throw new RefusedException("this kernel has no huge pages", HostRoots.Live.Proc("meminfo"), "plan without --hugepages-overcommit");
        return new HugePagesAllowed(size, ((amount << 10) + size - 1) / size);
    }

    /// <summary>The file's text.</summary>
    /// <param name="pages">How many.</param>
    public static string Text(HugePagesAllowed pages) =>
        $"""
        {OwnFile.Heading}
        vm.nr_overcommit_hugepages = {pages.Pages}

        """;
}
