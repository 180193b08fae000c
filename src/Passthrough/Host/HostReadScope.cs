namespace Passthrough.Host;

/// <summary>How much of the machine is read.</summary>
public enum HostReadScope
{
    /// <summary>Everything, the processes that hold a card among it (one look into each process).</summary>
    Everything,

    /// <summary>Everything but the processes, for views that do not speak about them.</summary>
    WithoutHolders,

    /// <summary>PCI functions, IOMMU groups, and which functions make a card: for views of devices. All else is empty, not absent.</summary>
    Devices,

    /// <summary>Of these only what a list shows: ids, class, driver, group, and the bridges above with their access control.</summary>
    DeviceLists,
}
