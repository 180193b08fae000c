namespace Passthrough.Host.Memory;

/// <summary>Huge pages of one size, of the machine or of one node, from a folder <c>hugepages-SIZEkB</c>.</summary>
/// <param name="SizeKib">Size of a page in KiB, from the folder's name.</param>
/// <param name="Total"><c>nr_hugepages</c>: reserved pages; null when unknown.</param>
/// <param name="Free"><c>free_hugepages</c>: those that nobody uses; null when unknown.</param>
/// <param name="Surplus"><c>surplus_hugepages</c>: those above the reservation; null when unknown.</param>
public sealed record HugePagePool(long SizeKib, long? Total, long? Free, long? Surplus)
{
    /// <summary><c>nr_overcommit_hugepages</c>: how many the kernel makes beyond the reservation when they are asked for; null when unknown, as for a single node.</summary>
    public long? Overcommit { get; init; }
}
