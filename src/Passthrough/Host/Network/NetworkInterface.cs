using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Network;

/// <summary>One network interface as <c>/sys/class/net/NAME/</c> shows it. Hardware and IP addresses are not read.</summary>
public sealed record NetworkInterface
{
    /// <summary>The folder's name.</summary>
    public required string Name { get; init; }

    /// <summary>The number (file <c>ifindex</c>); null when absent.</summary>
    public int? Index { get; init; }

    /// <summary>What it is.</summary>
    public required InterfaceKind Kind { get; init; }

    /// <summary>The nearest PCI function above (from the resolved device path): the card itself, or the controller of a USB adapter; null when there is none.</summary>
    public PciAddress? Parent { get; init; }

    /// <summary>True when it is a USB adapter (the device path goes through <c>usbN</c>).</summary>
    public bool IsUsb { get; init; }

    /// <summary>The hardware's driver (link <c>device/driver</c>); null when there is none.</summary>
    public string? Driver { get; init; }

    /// <summary>The state (file <c>operstate</c>): <c>up</c>, <c>down</c>, <c>dormant</c>, <c>unknown</c>; null when absent.</summary>
    public string? State { get; init; }

    /// <summary>True when a cable or radio link is there (file <c>carrier</c>); null when absent or when the interface is switched off, which makes the file unreadable.</summary>
    public bool? HasCarrier { get; init; }

    /// <summary>Megabits a second (file <c>speed</c>); null when absent or unknown (-1).</summary>
    public int? SpeedMbps { get; init; }

    /// <summary>The MTU in bytes (file <c>mtu</c>); null when absent.</summary>
    public int? Mtu { get; init; }

    /// <summary>The bridge or bond that it is part of (link <c>master</c>); null when none.</summary>
    public string? Master { get; init; }

    /// <summary>The interfaces below it: a bridge's ports (folder <c>brif</c>), a bond's members and a VLAN's carrier (links <c>lower_*</c>). Ordered; empty when none.</summary>
    public ImmutableArray<string> Lower { get; init; } = [];

    /// <summary>True when a default route of IPv4 or IPv6 goes out here (<c>/proc/net/route</c>, <c>/proc/net/ipv6_route</c>).</summary>
    public bool HasDefaultRoute { get; init; }

    /// <summary>Who configures it; empty when nobody that is known. More than one is a conflict in the making.</summary>
    public ImmutableArray<InterfaceManager> Managers { get; init; } = [];
}
