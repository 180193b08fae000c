namespace Passthrough.Planning.CpuPinning;

/// <summary>Why cores were shared out as they were.</summary>
public enum CorePlanReason
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

    /// <summary>More cores were asked for than there are performance cores: the guest gets slower ones too.</summary>
    MixedKinds,

    /// <summary>Which cores are performance cores is a guess from their frequencies.</summary>
    KindsAreGuessed,

    /// <summary>The guest's cores are on the card's NUMA node.</summary>
    NearCard,

    /// <summary>Some or all of the guest's cores are on another NUMA node than the card.</summary>
    FarFromCard,
}
