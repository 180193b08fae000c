using System.Collections.Immutable;

namespace Passthrough.Host.Network;

/// <summary>What an interface can do for guests.</summary>
/// <param name="Kind">The answer.</param>
/// <param name="Through">The bridge or bond to use instead; null when there is none.</param>
/// <param name="CanCarryMacvtap">True when macvtap works on it: wired, and in no bridge or bond. Guest and host cannot talk to each other over macvtap.</param>
public sealed record BridgeAnswer(BridgeAnswerKind Kind, string? Through, bool CanCarryMacvtap)
{
    /// <summary>The answer for one interface.</summary>
    /// <param name="facts">The machine's network.</param>
    /// <param name="device">One of its interfaces.</param>
    public static BridgeAnswer Of(NetworkFacts facts, NetworkInterface device) => device.Kind switch
    {
        InterfaceKind.Bridge => new BridgeAnswer(IsPrivate(device.Managers) ? BridgeAnswerKind.IsPrivateBridge : BridgeAnswerKind.IsBridge, null, CanCarryMacvtap: false),
        InterfaceKind.Wireless => new BridgeAnswer(BridgeAnswerKind.IsWireless, null, CanCarryMacvtap: false),
        InterfaceKind.Ethernet or InterfaceKind.Bond or InterfaceKind.Vlan => device.Master is { } master
            ? new BridgeAnswer(BridgeAnswerKind.IsPart, master, CanCarryMacvtap: false)
            : BridgesOn(facts, device) is { } vlanBridge
                ? new BridgeAnswer(BridgeAnswerKind.CanBePort, vlanBridge, CanCarryMacvtap: true)
                : new BridgeAnswer(BridgeAnswerKind.CanBePort, null, CanCarryMacvtap: true),
        _ => new BridgeAnswer(BridgeAnswerKind.NotForGuests, null, CanCarryMacvtap: false),
    };

    // A bridge over a VLAN of this interface.
    private static string? BridgesOn(NetworkFacts facts, NetworkInterface device) =>
        facts.Interfaces.FirstOrDefault(other => other.Kind == InterfaceKind.Vlan && other.Lower.Contains(device.Name, StringComparer.Ordinal))?.Master;

    private static bool IsPrivate(ImmutableArray<InterfaceManager> managers) =>
        managers.Contains(InterfaceManager.Libvirt) || managers.Contains(InterfaceManager.Docker);
}
