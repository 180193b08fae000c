using System.Collections.Immutable;

namespace Passthrough.Guests.Pinning;

/// <summary>Shows a guest the packages, caches, cores and threads that it runs on, as far as sockets, dies, cores and threads that are all alike can say it.</summary>
internal static class TopologyMirror
{
    /// <summary>The guest's topology; null when it has no cores.</summary>
    /// <param name="order">Its cores in its order.</param>
    public static GuestTopology? Of(ImmutableArray<PinnedCore> order)
    {
        if (order.IsEmpty)
        {
            return null;
        }

        var threads = AreEven(order) ? order[0].Cpus.Length : 1;
        var cores = AreEven(order) ? order.Length : order.Sum(core => core.Cpus.Length);
        if (!AreEven(order))
        {
            return new GuestTopology(1, 1, cores, threads);
        }

        // A socket is a whole number of dies, or there are no dies.
        var packages = Groups(order, core => core.Package);
        var caches = Groups(order, core => core.Cache);
        var sockets = packages ?? 1;
        var dies = caches is { } all && all % sockets == 0 && (sockets == 1 || order.Chunk(order.Length / all).All(die => die.All(core => core.Package == die[0].Package))) ? all / sockets : 1;
        return new GuestTopology(sockets, dies, cores / sockets / dies, threads);
    }

    /// <summary>True when all cores have the same number of threads in use.</summary>
    /// <param name="order">The guest's cores.</param>
    public static bool AreEven(ImmutableArray<PinnedCore> order) => order.All(core => core.Cpus.Length == order[0].Cpus.Length);

    // How many groups there are when each has the same number of cores, one after the other; null when it is not so or a core is in none.
    private static int? Groups<TGroup>(ImmutableArray<PinnedCore> order, Func<PinnedCore, TGroup?> of)
        where TGroup : class
    {
        var count = order.Select(of).Distinct().Count();
        var size = order.Length / count;
        return order.All(core => of(core) is not null) && order.Length % count == 0 && order.Chunk(size).All(group => group.All(core => Equals(of(core), of(group[0])))) ? count : null;
    }
}
