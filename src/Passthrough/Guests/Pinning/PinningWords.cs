namespace Passthrough.Guests.Pinning;

/// <summary>The reasons of a pinning in words.</summary>
public static class PinningWords
{
    /// <summary>The words.</summary>
    /// <param name="reason">A reason.</param>
    public static string Of(PinningReason reason) => reason switch
    {
        PinningReason.AlreadyIsolated => "the kernel already isolates these cores",
        PinningReason.WholeCaches => "the guest shares no L3 cache with the host",
        PinningReason.SharedCache => "the guest shares an L3 cache with the host: games and builds on the host slow it",
        PinningReason.LargerCache => "the guest has the larger L3 cache",
        PinningReason.PerformanceCores => "the guest has performance cores only",
        PinningReason.MixedKinds => "the guest has cores of different kinds: its system cannot tell them apart and will use slow ones for urgent work",
        PinningReason.SlowerCores => "the guest has slower cores only",
        PinningReason.KindsAreGuessed => "which cores are performance cores is a guess from their highest frequencies",
        PinningReason.NearCard => "the guest's cores are on the card's NUMA node",
        PinningReason.FarFromCard => "some of the guest's cores are far from the card (another NUMA node)",
        PinningReason.FirstCore => "the guest has the core of the first CPU, on which the kernel keeps work that cannot be moved",
        PinningReason.SplitCores => "guest and host have different threads of the same core there: they slow each other",
        PinningReason.SeveralNodes => "the guest is on several NUMA nodes: it needs a cell for each, with memory of that node",
        PinningReason.NodeWithoutMemory => "a node of the guest's has no memory: the nearest node serves it",
        PinningReason.UnevenThreads => "the guest's cores have different numbers of threads: it sees each thread as a core",
        PinningReason.OneThreadPerCore => "one thread of each core runs the guest, the others stay idle",
        PinningReason.UnevenCaches => "the guest sees one L3 cache where it has several, because they do not have the same number of its cores",
        PinningReason.SeveralSockets => "the guest sees several sockets: Windows Home uses one, Windows Pro two",
        PinningReason.SharedThreadCores => "there are more I/O threads than cores for them: some share one",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "a reason without words"),
    };
}
