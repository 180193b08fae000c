namespace Passthrough.Host;

/// <summary>How much of the machine is read.</summary>
public enum HostReadScope
{
    /// <summary>Everything, as rules and snapshots need it.</summary>
    Everything,

    /// <summary>
    /// What plans, changes and their proofs rest on, the processes that hold a card among it (one look into each process). USB and storage, of which only rules speak, are empty, of the network there
    /// are libvirt's networks and forwarding, and of functions that belong to no graphics card only what a list shows is known.
    /// </summary>
    Plans,

    /// <summary>The same without the processes.</summary>
    WithoutHolders,

    /// <summary>What guests are designed from: the same as <see cref="WithoutHolders"/>, with USB and storage.</summary>
    Guests,

    /// <summary>PCI functions, IOMMU groups, and which functions make a card: for views of devices. All else is empty, not absent.</summary>
    Devices,

    /// <summary>Of these only what a list shows: ids, class, driver, group, and the bridges above with their access control.</summary>
    DeviceLists,
}
