namespace Passthrough.Planning.Bridges;

/// <summary>The interface is a port of the bridge (<c>/sys/class/net/NIC/master</c>), and the default route goes out through the bridge.</summary>
/// <param name="Nic">The interface.</param>
/// <param name="Bridge">The bridge; null: it is a port of none, and the default route goes out through the interface itself.</param>
public sealed record InterfaceIsPortOf(string Nic, string? Bridge) : Postcondition;
