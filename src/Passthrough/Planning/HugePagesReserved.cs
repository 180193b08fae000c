namespace Passthrough.Planning;

/// <summary>The kernel has at least so many huge pages of a size (<c>/sys/kernel/mm/hugepages/hugepages-SIZEkB/nr_hugepages</c>).</summary>
/// <param name="SizeKib">The size of a page in KiB.</param>
/// <param name="Pages">How many.</param>
public sealed record HugePagesReserved(long SizeKib, long Pages) : Postcondition;
