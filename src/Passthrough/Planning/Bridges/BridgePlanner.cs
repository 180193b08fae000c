using System.Collections.Immutable;
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
        BridgeRefusals.RequireExact(Read(port));
        var manager = BridgeRefusals.RequireDrivenManager(port, request.Name);
        var gateway = BridgeRefusals.RequireWatch(port);
        var (bridge, changes) = Switch(new BridgedPort(request.Nic, request.Name, manager, gateway, request.WaitSeconds), port);
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

    private static (BridgedPort Bridge, ImmutableArray<Change> Changes) Switch(BridgedPort bridge, PortFacts port)
    {
        switch (bridge.Manager)
        {
            case var manager when NetplanBridge.IdOf(port, manager) is { } id:
                // netplan keeps the connection, and makes it the port's.
                return (bridge with { IsByNetplan = true, Connection = port.Connection, PortConnection = port.Connection }, NetplanBridge.Changes(port, manager, id, bridge.Name));
            case InterfaceManager.NetworkManager:
                return (bridge with { Connection = port.Connection, PortConnection = NetworkManagerBridge.PortUuid(port, bridge.Name) }, NetworkManagerBridge.Changes(port, bridge.Name));
            case InterfaceManager.Ifupdown:
                var definition = IfupdownBridge.Definition(port, bridge.Name);
                return (bridge with { Definition = definition.Path }, IfupdownBridge.Changes(port, bridge.Name, definition));
            default:
                return (bridge, NetworkdBridge.Changes(port, bridge.Name));
        }
    }

    private static IEnumerable<TextFile> Read(PortFacts port) =>
        port.Networkd.Append(port.Profile).Concat(port.Ifupdown?.Files ?? []).Append(port.Ifupdown?.ClientConfiguration).Concat(port.Netplan?.Files ?? []).OfType<TextFile>();
}
