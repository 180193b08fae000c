namespace Passthrough.Host.Pci;

/// <summary>How much of each function is read.</summary>
public enum PciReadScope
{
    /// <summary>Everything.</summary>
    Everything,

    /// <summary>Config space of PCI bridges only: with root each function has up to 4096 bytes there, and each of them is asked of the hardware.</summary>
    ConfigOfBridges,

    /// <summary>
    /// Of the functions of graphics cards everything but config space, of all others what a list shows: for plans and sessions, which speak of cards and of who shares a group with them.
    /// A server has hundreds of others.
    /// </summary>
    Cards,

    /// <summary>Of every function only what a list shows: ids, class, driver, group, the bridges above, and config space of PCI bridges. All else is null or empty.</summary>
    Lists,
}
