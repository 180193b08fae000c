using System.Collections.Immutable;
using System.Numerics;
using Passthrough.Host.Cpu;

namespace Passthrough.Guests.Pinning;

/// <summary>
/// Finds the cores that cost least (<see cref="PinningCost"/>). Cores of one part (<see cref="CorePart"/>) cost the same, so a choice is a number of cores from each
/// part. Dynamic programming over the parts, from the last to the first: of two ways to the same number of cores that leave the caches and nodes that come again in
/// the same state, the cheaper one stays the cheaper whatever is chosen later, because costs are added and a comparison does not change when the same is added to
/// both. So the result is the best of all choices, not only of some. The work is about (parts x cores x cores of a part); it grows further only where L3 caches reach
/// over several nodes.
/// </summary>
internal static class CoreSearch
{
    // What is known about a cache or a node so far, two bits each: the guest has a core of it, the host has one.
    private const int GuestBit = 1;
    private const int HostBit = 2;
    private const int BothBits = GuestBit | HostBit;

    /// <summary>The best choice of that many cores; among equal ones the one that has more of the cores with low numbers of parts, and the last cores within a part.</summary>
    /// <param name="topology">The machine.</param>
    /// <param name="count">How many cores; 0 to all.</param>
    /// <param name="cardNode">The NUMA node of the card; null when not known.</param>
    public static ImmutableArray<CpuCore> Best(CpuTopology topology, int count, int? cardNode)
    {
        var parts = CorePart.Of(topology, cardNode);
        var cores = ImmutableArray.CreateBuilder<CpuCore>(count);
        var choice = Choose(parts, Places(parts), count);
        foreach (var part in parts)
        {
            cores.AddRange(part.Cores.TakeLast(choice.Count));
            choice = choice.Rest ?? choice;
        }

        return cores.ToImmutable();
    }

    private static Choice Choose(ImmutableArray<CorePart> parts, ImmutableArray<Place> places, int count)
    {
        var before = new int[parts.Length + 1];
        for (var index = 0; index < parts.Length; index++)
        {
            before[index + 1] = before[index] + parts[index].Cores.Length;
        }

        var all = before[^1];
        var reached = new Dictionary<BigInteger, Choice?[]> { [BigInteger.Zero] = [new Choice(default, 0, null), .. new Choice?[count]] };
        for (var index = parts.Length - 1; index >= 0; index--)
        {
            var (part, place) = (parts[index], places[index]);
            var (most, missing) = (all - before[index + 1], count - before[index]);
            var next = new Dictionary<BigInteger, Choice?[]>();
            foreach (var (state, choices) in reached)
            {
                for (var taken = 0; taken <= Math.Min(part.Cores.Length, count); taken++)
                {
                    var bits = (taken > 0 ? GuestBit : 0) | (taken < part.Cores.Length ? HostBit : 0);
                    var (after, whole) = place.Take(state, bits);
                    var step = part.Cost(taken).Plus(whole);
                    if (!next.TryGetValue(after, out var table))
                    {
                        next[after] = table = new Choice?[count + 1];
                    }

                    for (var others = Math.Max(0, missing - taken); others <= Math.Min(count - taken, most); others++)
                    {
                        if (choices[others] is { } rest)
                        {
                            var cost = rest.Cost.Plus(step);
                            var known = table[others + taken];
                            if (known is null || cost.IsLessThan(known.Cost) || (taken > known.Count && cost == known.Cost))
                            {
                                table[others + taken] = new Choice(cost, taken, rest);
                            }
                        }
                    }
                }
            }

            reached = next;
        }

        // Every cache and node is closed after the first part: one state is left.
        return reached.Values.Single()[count]!;
    }

    // Where the state of the cache and the node of each part stands while there are parts of it still to come.
    private static ImmutableArray<Place> Places(ImmutableArray<CorePart> parts)
    {
        var places = new Place[parts.Length];
        var slots = new List<object?>();
        for (var index = parts.Length - 1; index >= 0; index--)
        {
            var (part, earlier) = (parts[index], parts.Take(index));
            var (cache, node) = (Slot(slots, part.Cache), Slot(slots, part.Node));
            var place = new Place(cache, node, earlier.All(other => other.Cache != part.Cache), earlier.All(other => other.Node?.Number != part.Node?.Number));
            places[index] = place;
            Free(slots, place.IsCacheClosed ? cache : null);
            Free(slots, place.IsNodeClosed ? node : null);
        }

        return [.. places];
    }

    private static int? Slot(List<object?> slots, object? group)
    {
        if (group is null)
        {
            return null;
        }

        var slot = slots.IndexOf(group) is var known and >= 0 ? known : slots.IndexOf(null);
        if (slot < 0)
        {
            slot = slots.Count;
            slots.Add(null);
        }

        slots[slot] = group;
        return slot;
    }

    private static void Free(List<object?> slots, int? slot)
    {
        if (slot is { } place)
        {
            slots[place] = null;
        }
    }

    /// <summary>The best way to a number of cores from a part and those after it.</summary>
    /// <param name="Cost">What it costs.</param>
    /// <param name="Count">How many of the part's cores.</param>
    /// <param name="Rest">The same for the parts after it; null after the last one.</param>
    private sealed record Choice(PinningCost Cost, int Count, Choice? Rest);

    /// <summary>Which bits of the state are the part's.</summary>
    /// <param name="CacheSlot">The cache's; null without one.</param>
    /// <param name="NodeSlot">The node's; null without one.</param>
    /// <param name="IsCacheClosed">True when no part before has the cache.</param>
    /// <param name="IsNodeClosed">True when no part before has the node.</param>
    private readonly record struct Place(int? CacheSlot, int? NodeSlot, bool IsCacheClosed, bool IsNodeClosed)
    {
        /// <summary>The state with the part's bits, and what a cache or a node costs that is closed by it.</summary>
        public (BigInteger State, PinningCost Cost) Take(BigInteger state, int bits)
        {
            var cost = default(PinningCost);
            if (CacheSlot is { } cache)
            {
                (state, var known) = Add(state, cache, bits, IsCacheClosed);
                cost = IsCacheClosed ? cost with { Caches = known & GuestBit, SplitCaches = known == BothBits ? 1 : 0 } : cost;
            }

            if (NodeSlot is { } node)
            {
                (state, var known) = Add(state, node, bits & GuestBit, IsNodeClosed);
                cost = IsNodeClosed ? cost with { Nodes = known & GuestBit } : cost;
            }

            return (state, cost);
        }

        private static (BigInteger State, int Known) Add(BigInteger state, int slot, int bits, bool isClosed)
        {
            state |= new BigInteger(bits) << (2 * slot);
            var known = (int)((state >> (2 * slot)) & BothBits);
            return (isClosed ? state - (new BigInteger(known) << (2 * slot)) : state, known);
        }
    }
}
