namespace Passthrough.Host.Network;

/// <summary>Who configures an interface.</summary>
public enum InterfaceManager
{
    /// <summary>NetworkManager (<c>/run/NetworkManager/devices/INDEX</c> says <c>managed=true</c>).</summary>
    NetworkManager,

    /// <summary>systemd-networkd (<c>/run/systemd/netif/links/INDEX</c>, not <c>unmanaged</c>).</summary>
    Networkd,

    /// <summary>ifupdown (<c>iface NAME</c> in <c>/etc/network/interfaces</c> or what it sources).</summary>
    Ifupdown,

    /// <summary>libvirt: it is the bridge of one of its networks.</summary>
    Libvirt,

    /// <summary>Docker: <c>docker0</c> or a <c>br-</c> with twelve hexadecimal digits.</summary>
    Docker,
}
