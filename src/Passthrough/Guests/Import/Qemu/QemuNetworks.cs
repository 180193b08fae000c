using Passthrough.Guests.Description;
using Passthrough.Guests.Network;

namespace Passthrough.Guests.Import.Qemu;

/// <summary>Network interfaces of a command.</summary>
internal static class QemuNetworks
{
    private const string Bridges = "which bridge a tap interface is on is not said in the command; write 'bridge:' in place of 'nat' (passthrough network shows the bridges)";

    /// <summary>The interface that QEMU makes when nothing is said of any.</summary>
    public static void Default(ImportDraft draft, QemuParts parts)
    {
        if (!parts.Options.Any(option => option.Option is "-nodefaults" or "-netdev" or "-nic" or "-net"))
        {
            draft.Note("the command says nothing of a network card, so QEMU makes one: e1000e behind NAT in its place");
            draft.Add("-net", new NetworkDescription(GuestNetworkKind.Nat, null) { Model = GuestNetworkModel.E1000e });
        }
    }

    /// <summary>Reads them.</summary>
    public static void Import(ImportDraft draft, QemuParts parts)
    {
        foreach (var card in parts.All("-device").Where(option => option.Peek("netdev") is not null))
        {
            var backend = parts.ById("-netdev", card.Take("netdev"));
            if (backend is null)
            {
                card.Drop(draft, "there is no such -netdev");
                continue;
            }

            card.Take("driver");
            Add(draft, card, backend, card.Name);
        }

        foreach (var nic in parts.All("-nic").Where(nic => nic.Name is not "none"))
        {
            Add(draft, nic, nic, nic.Take("model") ?? "e1000");
        }

        foreach (var none in parts.All("-nic", "none").Concat(parts.All("-net", "none")))
        {
            none.TakeWhole();
        }

        // The old form: cards and what they are connected to share one hub.
        var hub = parts.All("-net").FirstOrDefault(option => option.Name is "user" or "tap" or "bridge");
        foreach (var nic in parts.All("-net", "nic"))
        {
            if (hub is null)
            {
                nic.Drop(draft, "it is connected to nothing");
                continue;
            }

            nic.Take("type");
            Add(draft, nic, hub, nic.Take("model") ?? "e1000");
        }
    }

    private static void Add(ImportDraft draft, SourcePart card, SourcePart backend, string model)
    {
        var known = NetworkModels.Of(draft, card.Where, model);
        var mac = card.Take("mac") ?? card.Take("macaddr");
        card.Take("mq");
        card.Take("vectors");
        backend.Take("type");
        backend.Take("id");
        var bridge = backend.Take("br");
        NetworkDescription network;
        switch (backend.Name)
        {
            case "user":
                network = new NetworkDescription(GuestNetworkKind.Nat, null);
                break;
            case "bridge" or "tap" when bridge is not null || backend.Name is "bridge":
                network = new NetworkDescription(GuestNetworkKind.Bridge, bridge ?? "br0");
                break;
            case "tap":
                draft.Drop(backend.Where, backend.Words, Bridges);
                backend.TakeWhole();
                network = new NetworkDescription(GuestNetworkKind.Nat, null);
                break;
            default:
                backend.Drop(draft, "guests are behind NAT or on a bridge; it is behind NAT");
                network = new NetworkDescription(GuestNetworkKind.Nat, null);
                break;
        }

        var queues = QemuParts.Number(backend.Take("queues"));
        draft.Add(card.Where, network with { Mac = mac, Model = known, Queues = network.Kind == GuestNetworkKind.Bridge ? queues : null });
    }
}
