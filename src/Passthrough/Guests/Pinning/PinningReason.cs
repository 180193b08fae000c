namespace Passthrough.Guests.Pinning;

/// <summary>Why cores were shared out as they were, and what a person should know about the result.</summary>
public enum PinningReason
{
    /// <summary>The machine already isolates these cores for a guest.</summary>
    AlreadyIsolated,

    /// <summary>The guest's cores fill whole L3 caches: it shares none with the host.</summary>
    WholeCaches,

    /// <summary>The guest's cores share an L3 cache with the host.</summary>
    SharedCache,

    /// <summary>The guest gets the die with the larger L3 cache.</summary>
    LargerCache,

    /// <summary>The guest gets the performance cores.</summary>
    PerformanceCores,

    /// <summary>The guest gets cores of different kinds: more were asked for than there are performance cores, or the person named them.</summary>
    MixedKinds,

    /// <summary>The guest gets slower cores only, because the person named them.</summary>
    SlowerCores,

    /// <summary>Which cores are performance cores is a guess from their frequencies.</summary>
    KindsAreGuessed,

    /// <summary>The guest's cores are on the card's NUMA node.</summary>
    NearCard,

    /// <summary>Some or all of the guest's cores are on another NUMA node than the card.</summary>
    FarFromCard,

    /// <summary>The guest has the core of the machine's first CPU, on which the kernel keeps work that cannot be moved.</summary>
    FirstCore,

    /// <summary>The person named some threads of a core and not the others: guest and host slow each other on that core.</summary>
    SplitCores,

    /// <summary>The guest's cores are on several NUMA nodes: it needs a cell of its own for each.</summary>
    SeveralNodes,

    /// <summary>A node with cores of the guest has no memory: the nearest node that has some serves it.</summary>
    NodeWithoutMemory,

    /// <summary>The guest's cores have different numbers of threads: the guest sees every thread as a core.</summary>
    UnevenThreads,

    /// <summary>One thread of each core was asked for: the other threads stay idle.</summary>
    OneThreadPerCore,

    /// <summary>The guest's cores are of several L3 caches that cannot be shown to it as dies, because they do not have the same number of its cores.</summary>
    UnevenCaches,

    /// <summary>The guest's cores are of several packages and it sees as many sockets, of which a desktop Windows uses one or two.</summary>
    SeveralSockets,

    /// <summary>There are more I/O threads than cores of the host to put them on.</summary>
    SharedThreadCores,
}
