namespace Passthrough.Guests.Pinning;

/// <summary>
/// What a choice of whole cores for a guest costs. The costs are compared in the order of the parameters: a later one counts only between choices that are alike in
/// all before it. <c>docs/pinning.md</c> has the reasons.
/// </summary>
/// <param name="SlowerCores">The guest's cores that are efficiency or low-power cores.</param>
/// <param name="LowPowerCores">Those of them that are low-power cores.</param>
/// <param name="SplitCaches">L3 caches that have a core of the guest and a core of the host.</param>
/// <param name="Nodes">NUMA nodes that have a core of the guest.</param>
/// <param name="Distance">The sum over the guest's cores of the kernel's distance from their node to the card's: 0 on the card's node, 255 where it is not known; 0 when the card's node is not known.</param>
/// <param name="Caches">L3 caches that have a core of the guest.</param>
/// <param name="UnevenCores">The guest's cores that have fewer online threads than others of their kind: one such core takes the siblings from the guest's topology.</param>
/// <param name="MissingCacheKib">The sum over the guest's cores of what their L3 cache is smaller than the largest one, in KiB; 0 when a size is not known.</param>
/// <param name="FirstCores">1 when the guest has the core of the machine's first CPU.</param>
/// <param name="NeighbourCores">The guest's cores that have the L3 cache of the first CPU or, when the card's node is not known, its node.</param>
internal readonly record struct PinningCost(
    int SlowerCores,
    int LowPowerCores,
    int SplitCaches,
    int Nodes,
    int Distance,
    int Caches,
    int UnevenCores,
    long MissingCacheKib,
    int FirstCores,
    int NeighbourCores)
{
    /// <summary>Both together.</summary>
    /// <param name="other">The other one.</param>
    public PinningCost Plus(in PinningCost other) => new(
        SlowerCores + other.SlowerCores,
        LowPowerCores + other.LowPowerCores,
        SplitCaches + other.SplitCaches,
        Nodes + other.Nodes,
        Distance + other.Distance,
        Caches + other.Caches,
        UnevenCores + other.UnevenCores,
        MissingCacheKib + other.MissingCacheKib,
        FirstCores + other.FirstCores,
        NeighbourCores + other.NeighbourCores);

    /// <summary>This cost as many times.</summary>
    /// <param name="count">How many times; 0 or more.</param>
    public PinningCost Times(int count) => new(
        SlowerCores * count,
        LowPowerCores * count,
        SplitCaches * count,
        Nodes * count,
        Distance * count,
        Caches * count,
        UnevenCores * count,
        MissingCacheKib * count,
        FirstCores * count,
        NeighbourCores * count);

    /// <summary>True when this is the better choice.</summary>
    /// <param name="other">The other one.</param>
    public bool IsLessThan(in PinningCost other) =>
        (SlowerCores, LowPowerCores, SplitCaches, Nodes, Distance, Caches, UnevenCores)
            .CompareTo((other.SlowerCores, other.LowPowerCores, other.SplitCaches, other.Nodes, other.Distance, other.Caches, other.UnevenCores)) switch
        {
            0 => (MissingCacheKib, FirstCores, NeighbourCores).CompareTo((other.MissingCacheKib, other.FirstCores, other.NeighbourCores)) < 0,
            var order => order < 0,
        };
}
