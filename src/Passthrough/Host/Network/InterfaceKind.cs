namespace Passthrough.Host.Network;

/// <summary>What a network interface is.</summary>
public enum InterfaceKind
{
    /// <summary>Wired Ethernet on PCI, USB or another bus.</summary>
    Ethernet,

    /// <summary>Wireless LAN (folder <c>wireless</c> or link <c>phy80211</c>).</summary>
    Wireless,

    /// <summary>A mobile modem (<c>DEVTYPE=wwan</c>).</summary>
    Modem,

    /// <summary>A bridge (folder <c>bridge</c>).</summary>
    Bridge,

    /// <summary>A bond or team of interfaces (folder <c>bonding</c>, <c>DEVTYPE=team</c>).</summary>
    Bond,

    /// <summary>A VLAN on another interface (<c>DEVTYPE=vlan</c>).</summary>
    Vlan,

    /// <summary>A macvlan or macvtap on another interface (<c>DEVTYPE=macvlan</c>, folder <c>macvtap</c>).</summary>
    Macvlan,

    /// <summary>A tun or tap of a program (file <c>tun_flags</c>).</summary>
    Tap,

    /// <summary>The loopback (type 772).</summary>
    Loopback,

    /// <summary>Another interface without hardware: veth, dummy, WireGuard, a tunnel.</summary>
    Virtual,

    /// <summary>Hardware that is no Ethernet: InfiniBand, CAN, FireWire.</summary>
    Other,
}
