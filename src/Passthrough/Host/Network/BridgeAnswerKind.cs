namespace Passthrough.Host.Network;

/// <summary>Whether an interface can connect guests to the network that it is on.</summary>
public enum BridgeAnswerKind
{
    /// <summary>It is a bridge of the host's own: guests can be attached to it as it is.</summary>
    IsBridge,

    /// <summary>It is a bridge that NAT or a program stands behind (libvirt, Docker): guests reach out through the host, nobody reaches in.</summary>
    IsPrivateBridge,

    /// <summary>It can become the port of a new bridge.</summary>
    CanBePort,

    /// <summary>It is already a port of a bridge or a member of a bond: use that.</summary>
    IsPart,

    /// <summary>A radio link carries only the host's own hardware address, so a bridge over it fails: NAT is the way.</summary>
    IsWireless,

    /// <summary>It carries no Ethernet frames of others, or belongs to one program: not for guests.</summary>
    NotForGuests,
}
