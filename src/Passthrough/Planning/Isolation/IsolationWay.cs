namespace Passthrough.Planning.Isolation;

/// <summary>How a card is kept for guests.</summary>
public enum IsolationWay
{
    /// <summary>From the start on, by address and identity: <c>driver_override</c> is set in the initramfs for exactly the card's functions.</summary>
    Identity,

    /// <summary>From the start on, by vendor and device id: vfio-pci takes whatever has them (<c>vfio-pci.ids=</c>), so no other device may.</summary>
    Ids,

    /// <summary>Not from the start on: the host has the card until a guest starts, and after it ended.</summary>
    OnDemand,
}
