namespace Passthrough.Host;

/// <summary>How much of the machine is read.</summary>
public enum HostReadScope
{
    /// <summary>Everything, the processes that hold a card among it (one look into each process).</summary>
    Everything,

    /// <summary>Everything but the processes, for views that do not speak about them.</summary>
    WithoutHolders,
}
