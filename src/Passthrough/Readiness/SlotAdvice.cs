using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;
using Passthrough.Host.Pci.Config;

namespace Passthrough.Readiness;

/// <summary>
/// Below which ports of the board a card would be alone in its groups.
/// <para>
/// The kernel gives what is below a port a group of its own when that port and all above it keep devices apart (<c>pci_device_group</c> in
/// <c>drivers/iommu/iommu.c</c>); else it joins the port's group. So the groups that are there tell what would become of another card: what is below
/// a port now and lies in other groups than the port shows that the port keeps devices apart, and a port that does not, but has nothing else than bridges in its
/// group, is as good. The kernel knows ports that do so without saying it; therefore groups count for more than config space.
/// </para>
/// </summary>
public static class SlotAdvice
{
    private const ushort Amd = 0x1022;
    private const ushort EncryptionController = 0x1080;
    private const byte Instrumentation = 0x13;

    /// <summary>All ports: those that would be clean first, then by width, then by address.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="card">One of its cards.</param>
    public static ImmutableArray<SlotChoice> For(HostFacts facts, GraphicsCard card)
    {
        var below = Below(facts.Pci);
        return
        [
            .. facts.Pci.Devices
                .Where(port => IsPortOfBoard(port, facts, below))
                .Select(port => Judge(port, facts, card, [.. below[port.Address]]))
                .OrderBy(choice => choice.Verdict)
                .ThenByDescending(choice => choice.Width ?? 0)
                .ThenBy(choice => choice.Port),
        ];
    }

    /// <summary>The bridges above a function that say of themselves that they do not keep devices apart, nearest to the root first; those that cannot be read are left out.</summary>
    /// <param name="pci">The machine's functions.</param>
    /// <param name="device">The function.</param>
    public static ImmutableArray<PciDevice> WithoutAccessControl(PciFacts pci, PciDevice device) => [.. pci.BridgesAbove(device).Where(LacksAccessControl)];

    /// <summary>True when none of the bridges above a function can be read, so that nothing is known about access control.</summary>
    /// <param name="pci">The machine's functions.</param>
    /// <param name="device">The function.</param>
    public static bool IsAccessControlUnknown(PciFacts pci, PciDevice device) =>
        pci.BridgesAbove(device).All(bridge => bridge.Config is not { AreExtendedCapabilitiesReadable: true });

    private static ILookup<PciAddress, PciDevice> Below(PciFacts pci) =>
        pci.Devices.SelectMany(device => device.Upstream.Select(bridge => (Bridge: bridge, Device: device))).ToLookup(pair => pair.Bridge, pair => pair.Device);

    // Ports that look away from the root: root ports, and below them every second bridge, for a switch is one port up and several down.
    private static bool IsPortOfBoard(PciDevice port, HostFacts facts, ILookup<PciAddress, PciDevice> below) =>
        port.Class.IsPciBridge
        && (port.Class.Code & 0xff) == 0
        && (port.Config?.Express is { } express
            ? express.Kind is PciExpressKind.RootPort or PciExpressKind.DownstreamPort
            : port.Upstream.Length % 2 == 0)
        && !port.Upstream.Any(bridge => IsOnCard(bridge, facts, below));

    // A switch below which there is nothing but one card is a part of that card. The root port above is not.
    private static bool IsOnCard(PciAddress bridge, HostFacts facts, ILookup<PciAddress, PciDevice> below)
    {
        var devices = below[bridge].Where(device => !device.Class.IsBridge).Select(device => device.Address).ToList();
        return facts.Pci.Find(bridge) is { Upstream.IsEmpty: false }
            && devices.Count > 0
            && facts.Display.Cards.Any(card => devices.TrueForAll(device => card.Functions.Contains(device)));
    }

    private static SlotChoice Judge(PciDevice port, HostFacts facts, GraphicsCard card, ImmutableArray<PciDevice> below)
    {
        ImmutableArray<PciDevice> occupants = [.. below.Where(device => !device.Class.IsBridge)];
        var (verdict, basis, sharedWith) = facts.Iommu.IsOn ? ByGroups(port, facts, card, below, occupants) : ByAccessControl(port, facts);
        return new SlotChoice(
            port.Address,
            SlotName(port, facts.Pci),
            HasSlot(port, occupants),
            port.MaxLink?.Width ?? port.Config?.Express?.MaxLink?.Width,
            [.. occupants.Select(device => device.Address)],
            occupants.Any(device => card.Functions.Contains(device.Address)),
            verdict,
            basis,
            sharedWith,
            [.. facts.Pci.BridgesAbove(port).Append(port).Where(LacksAccessControl).Select(bridge => bridge.Address)]);
    }

    private static (SlotVerdict Verdict, SlotBasis Basis, ImmutableArray<PciAddress> SharedWith) ByGroups(
        PciDevice port, HostFacts facts, GraphicsCard card, ImmutableArray<PciDevice> below, ImmutableArray<PciDevice> occupants)
    {
        // Where the card is now, its own groups count: a processor's port also leads to functions that are no part of the card.
        var ofCard = occupants.Where(device => card.Functions.Contains(device.Address)).ToList();
        var groups = (ofCard.Count > 0 ? ofCard : [.. occupants]).Select(device => device.IommuGroup).OfType<int>().ToHashSet();
        if (occupants.IsEmpty && port.IommuGroup is { } own)
        {
            groups.Add(own);
        }

        if (groups.Count == 0)
        {
            return (SlotVerdict.Unknown, SlotBasis.Nothing, []);
        }

        // What is below the port makes room for the card and takes the card's place: in the same group it would still be there.
        var isGroupOfCard = card.Functions.Any(function => facts.Pci.Find(function)?.IommuGroup is { } group && groups.Contains(group));
        var inside = isGroupOfCard ? [] : below.Select(device => device.Address).ToHashSet();
        ImmutableArray<PciAddress> others =
        [
            .. facts.Pci.Devices
                .Where(device => device.IommuGroup is { } group && groups.Contains(group)
                    && !device.Class.IsBridge && !inside.Contains(device.Address) && !card.Functions.Contains(device.Address))
                .Select(device => device.Address),
        ];
        return others.IsEmpty && !facts.Iommu.Groups.Any(group => groups.Contains(group.Number) && !group.OtherMembers.IsEmpty)
            ? (SlotVerdict.Clean, SlotBasis.Groups, [])
            : (SlotVerdict.Shared, SlotBasis.Groups, others);
    }

    // A port without access control may still be one that the kernel knows to keep devices apart: then nothing can be said before the IOMMU is on.
    private static (SlotVerdict Verdict, SlotBasis Basis, ImmutableArray<PciAddress> SharedWith) ByAccessControl(PciDevice port, HostFacts facts)
    {
        var path = facts.Pci.BridgesAbove(port).Append(port).ToList();
        return path.TrueForAll(bridge => bridge.Config is { AreExtendedCapabilitiesReadable: true }) switch
        {
            false => (SlotVerdict.Unknown, SlotBasis.Nothing, []),
            _ when path.TrueForAll(IsUpstreamPortOrCanIsolate) => (SlotVerdict.Clean, SlotBasis.AccessControl, []),
            _ => (SlotVerdict.Unknown, SlotBasis.AccessControl, []),
        };
    }

    // The port of a switch that looks to the root has no other port to be kept apart from, unless it is one function of several.
    private static bool IsUpstreamPortOrCanIsolate(PciDevice bridge) =>
        bridge.Config?.AccessControl is not null || bridge.Config is { IsMultifunction: false, Express.Kind: PciExpressKind.UpstreamPort };

    private static bool LacksAccessControl(PciDevice bridge) =>
        bridge.Config is { AreExtendedCapabilitiesReadable: true } config
        && config.AccessControl is not { IsIsolating: true }
        && !(config is { IsMultifunction: false, Express.Kind: PciExpressKind.UpstreamPort });

    // Ports inside AMD's processors lead to functions of the processor, known by the security processor and the placeholder that are always among them.
    private static bool? HasSlot(PciDevice port, ImmutableArray<PciDevice> occupants) =>
        occupants.Any(device => device.Identity.Vendor == Amd && (device.Class.BaseAndSub == EncryptionController || device.Class.Base == Instrumentation))
            ? false
            : port.Config?.Express?.HasSlot;

    private static string? SlotName(PciDevice port, PciFacts pci) =>
        port.SecondaryBus is { } bus && pci.Slots.FirstOrDefault(slot => slot.Domain == port.Address.Domain && slot.Bus == bus) is { } named
            ? named.Name
            : port.Config?.Express?.SlotNumber?.ToString(CultureInfo.InvariantCulture);
}
