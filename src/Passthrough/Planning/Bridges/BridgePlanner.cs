using Passthrough.Failures;
using Passthrough.Host.Network;
using Passthrough.Host.Reading;

namespace Passthrough.Planning.Bridges;

/// <summary>Plans how one wired interface becomes the port of a bridge that takes over its addresses. Pure: the same facts and request give the same plan.</summary>
public static class BridgePlanner
{
    /// <summary>The bridge that an interface is a port of already, so that nothing is to be done; null when it is none.</summary>
    /// <param name="network">The machine's network.</param>
    /// <param name="request">What is wanted.</param>
    /// <exception cref="NotFoundException">There is no such interface.</exception>
    public static NetworkInterface? BridgeOf(NetworkFacts network, BridgeRequest request) =>
        BridgeRefusals.Find(network, request.Nic).Master is { } master && network.Find(master) is { Kind: InterfaceKind.Bridge } bridge ? bridge : null;

    /// <summary>Makes the plan.</summary>
    /// <param name="network">The machine's network.</param>
    /// <param name="port">What is known of the interface.</param>
    /// <param name="request">What is wanted.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="InvalidInputException">The request says what cannot be.</exception>
    /// <exception cref="NotFoundException">There is no such interface.</exception>
    /// <exception cref="RefusedException">A safety rule forbids it.</exception>
    /// <exception cref="NeedsRootException">What configures the interface is readable by root only.</exception>
    public static Plan Plan(NetworkFacts network, PortFacts port, BridgeRequest request)
    {
        BridgeRefusals.RequireWords(request);
        BridgeRefusals.RequireFreeWire(network, port.Interface);
        BridgeRefusals.RequireFreeName(network, port, request.Name);
        BridgeRefusals.RequireExact([.. port.Networkd, .. port.Profile is { } profile ? [profile] : Array.Empty<TextFile>()]);
        var manager = BridgeRefusals.RequireDrivenManager(port, request.Name);
        var gateway = BridgeRefusals.RequireWatch(port);
        var isNetworkManager = manager == InterfaceManager.NetworkManager;
        var bridge = new BridgedPort(request.Nic, request.Name, manager, gateway, request.WaitSeconds)
        {
            Connection = isNetworkManager ? port.Connection : null,
            PortConnection = isNetworkManager ? NetworkManagerBridge.PortUuid(port, request.Name) : null,
        };
        var changes = isNetworkManager ? NetworkManagerBridge.Changes(port, request.Name) : NetworkdBridge.Changes(port, request.Name);
        return new Plan
        {
            Bridge = bridge,
            Devices = [],
            HostDisplay = [],
            Changes = changes,
            Postconditions = [new InterfaceIsPortOf(request.Nic, request.Name)],
            UndonePostconditions = [new InterfaceIsPortOf(request.Nic, null)],
            NeedsReboot = false,
            Fingerprint = PlanJson.Fingerprint(new PlanBasis(null, [], [], changes, [], []) { Bridge = bridge }),
        };
    }
}
