using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Reading;

namespace Passthrough.Sessions.Leases;

/// <summary>Huge pages that are set aside beside those that the machine has already, on one NUMA node (<c>nr_hugepages</c>; the kernel's Documentation/admin-guide/mm/hugetlbpage.rst).</summary>
/// <param name="Node">The node; null on a machine that shows none.</param>
/// <param name="SizeKib">The size of a page in KiB.</param>
/// <param name="Before">How many pages there were.</param>
/// <param name="Added">How many more.</param>
public sealed record HugePageLease(int? Node, int SizeKib, long Before, long Added) : Lease
{
    private const string CompactAll = "/proc/sys/vm/compact_memory";

    /// <inheritdoc/>
    public override string Words => string.Create(
        CultureInfo.InvariantCulture, $"{Added} huge pages of {SizeKib / 1024} MiB{(Node is { } node ? $" on node {node}" : "")}, beside {Before} that there are");

    private string Count => string.Create(
        CultureInfo.InvariantCulture, $"{(Node is { } node ? $"/sys/devices/system/node/node{node}" : "/sys/kernel/mm")}/hugepages/hugepages-{SizeKib}kB/nr_hugepages");

    /// <inheritdoc/>
    internal override Task TakeAsync(HostRoots roots, IReadOnlyList<Lease> others, CancellationToken cancellation)
    {
        // Free memory lies in pieces after days of use; without compaction the kernel finds few whole pages. A kernel without it says so by the file's absence.
        Attribute.TryWrite(roots, Node is { } node ? string.Create(CultureInfo.InvariantCulture, $"/sys/devices/system/node/node{node}/compact") : CompactAll, "1");
        Attribute.Write(roots, Count, Text(Before + Added));
        var got = Read(roots) - Before;
        return got >= Added
            ? Task.CompletedTask
            : throw new RefusedException(
                $"the kernel found {Math.Max(0, got ?? 0)} of {Added} huge pages of {SizeKib / 1024} MiB: the free memory lies in too small pieces",
                Count,
                "end programs and try again, start the guest soon after the machine, or set them aside at boot: passthrough plan --hugepages SIZE");
    }

    /// <inheritdoc/>
    internal override Task<string?> ReturnAsync(HostRoots roots, IReadOnlyList<Lease> others)
    {
        if (Read(roots) is not { } now)
        {
            return Task.FromResult<string?>($"{Count} is not there any more");
        }

        // Only what came, and never what was there before: taking may have been interrupted, and others may have asked for more since.
        var left = now - Math.Clamp(now - Before, 0, Added);
        if (left != now)
        {
            Attribute.Write(roots, Count, Text(left));
        }

        return Task.FromResult(Read(roots) is { } after && after > left ? $"{after - left} huge pages are still in use and stay until they are free ({Count})" : null);
    }

    private long? Read(HostRoots roots) => long.TryParse(new MachineReader(roots).ReadLine(roots.Locate(Count)), NumberStyles.None, CultureInfo.InvariantCulture, out var pages) ? pages : null;

    private static string Text(long pages) => pages.ToString(CultureInfo.InvariantCulture);

    /// <summary>The leases that bring a node's free pages to what a guest needs.</summary>
    /// <param name="pools">How many pages each node has to have free, has, and has free.</param>
    /// <param name="sizeKib">The size of a page in KiB.</param>
    internal static ImmutableArray<Lease> Of(IEnumerable<(int? Node, long Needed, long Total, long Free)> pools, int sizeKib) =>
        [.. pools.Where(pool => pool.Needed > pool.Free).Select(pool => new HugePageLease(pool.Node, sizeKib, pool.Total, pool.Needed - pool.Free))];
}
