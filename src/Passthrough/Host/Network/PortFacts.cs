using System.Collections.Immutable;
using System.Net;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Network;

/// <summary>
/// What a bridge over one interface rests on. It holds addresses and the configuration of a network, so that it is read for this alone and is no part of a machine's facts.
/// </summary>
/// <param name="Interface">The interface.</param>
/// <param name="HardwareAddress">Its present MAC address (file <c>address</c>); null when absent.</param>
/// <param name="Gateway">The gateway of the default route through it; null when there is none.</param>
/// <param name="Networkd">How systemd-networkd configures it: its file, then the drop-ins, in the order in which they count; empty when it does not or they cannot be read.</param>
/// <param name="ClientId">By what id systemd-networkd names it to DHCP servers, hexadecimal; null when it has no lease.</param>
/// <param name="Connection">The uuid of the connection that NetworkManager has active on it; null when none.</param>
/// <param name="Profile">The keyfile of that connection; null when none was found.</param>
/// <param name="HasClosedProfiles">True when keyfiles are there that only root may read.</param>
/// <param name="Names">The names of all files in the folders that the two managers read (<c>/etc/systemd/network</c>, <c>/etc/NetworkManager/system-connections</c>).</param>
/// <param name="HasSystemd">True when systemd runs the machine (<c>/run/systemd/system</c>).</param>
public sealed record PortFacts(
    NetworkInterface Interface,
    string? HardwareAddress,
    IPAddress? Gateway,
    ImmutableArray<TextFile> Networkd,
    string? ClientId,
    string? Connection,
    TextFile? Profile,
    bool HasClosedProfiles,
    ImmutableArray<string> Names,
    bool HasSystemd)
{
    /// <summary>How ifupdown configures it; null when ifupdown has no files.</summary>
    public IfupdownFacts? Ifupdown { get; init; }

    /// <summary>netplan's files, which write those of the managers; null when there are none.</summary>
    public NetplanFacts? Netplan { get; init; }
}
