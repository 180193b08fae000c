using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Passthrough.Guests.Network;

namespace Passthrough.Guests.KubeVirt;

/// <summary>Network interfaces: the pod's network for NAT, a <c>NetworkAttachmentDefinition</c> (Multus) for a bridge or a macvtap.</summary>
internal static class NetworkSection
{
    // libvirt's own network, which says no more than NAT.
    private const string UsualNetwork = "default";

    /// <summary><c>interfaces</c>.</summary>
    public static IEnumerable<JsonNode> Interfaces(GuestSpec guest) => Kept(guest).Select(network => (JsonNode)Tree.Map(
        ("name", NameOf(guest, network)),
        ("masquerade", Tree.When(network.Kind == GuestNetworkKind.Nat, new JsonObject())),
        ("bridge", Tree.When(network.Kind == GuestNetworkKind.Bridge, new JsonObject())),
        ("binding", Tree.When(network.Kind == GuestNetworkKind.Macvtap, Tree.Map(("name", "macvtap")))),
        ("model", EnumWord.Of(network.Model)),
        ("macAddress", network.Mac)));

    /// <summary><c>networks</c>.</summary>
    public static IEnumerable<JsonNode> Networks(GuestSpec guest) => Kept(guest).Select(network => (JsonNode)Tree.Map(
        ("name", NameOf(guest, network)),
        ("pod", Tree.When(network.Kind == GuestNetworkKind.Nat, new JsonObject())),
        ("multus", network.Kind == GuestNetworkKind.Nat ? null : Tree.Map(("networkName", DefinitionOf(network))))));

    /// <summary>The <c>NetworkAttachmentDefinition</c> of an interface that is on no pod network.</summary>
    public static string DefinitionOf(GuestNetwork network) => ClusterNames.Label(network.Source!, "bridge");

    /// <summary>The interfaces that a cluster can give; a pod has one network, so the first that is behind NAT is the only one.</summary>
    public static ImmutableArray<GuestNetwork> Kept(GuestSpec guest)
    {
        var pod = guest.Networks.FirstOrDefault(network => network.Kind == GuestNetworkKind.Nat);
        return [.. guest.Networks.Where(network => network.Kind != GuestNetworkKind.Nat || ReferenceEquals(network, pod))];
    }

    /// <summary>True when virtio cards have several queues.</summary>
    public static bool HasQueues(GuestSpec guest) => guest.Networks.Any(network => network is { Model: GuestNetworkModel.Virtio, Queues: > 1 });

    /// <summary>What cannot be said.</summary>
    public static IEnumerable<NotKept> NotKept(GuestSpec guest)
    {
        foreach (var (index, network) in guest.Networks.Index())
        {
            var key = $"network[{index}]";
            if (!Kept(guest).Contains(network))
            {
                yield return new NotKept(key, $"{network.Mac}: a guest has one interface on the pod's network, which stands for NAT");
                continue;
            }

            if (network is { Kind: GuestNetworkKind.Nat, Source: not (null or UsualNetwork) })
            {
                yield return new NotKept($"{key}.nat", $"libvirt's network '{network.Source}' is not there in a cluster: the pod's network stands for it");
            }

            if (network.Kind != GuestNetworkKind.Nat && network.Source != DefinitionOf(network))
            {
                yield return new NotKept($"{key}.{EnumWord.Of(network.Kind)}", $"a name in a cluster has small letters, digits and hyphens only: '{DefinitionOf(network)}' stands for '{network.Source}'");
            }

            if (network.Queues > 1 ? network.Queues != guest.Cpu.Topology.Vcpus || network.Model != GuestNetworkModel.Virtio : HasQueues(guest) && network.Model == GuestNetworkModel.Virtio)
            {
                yield return new NotKept($"{key}.queues", $"not {network.Queues}: all virtio cards have as many queues as there are virtual processors, or one");
            }
        }
    }

    private static string NameOf(GuestSpec guest, GuestNetwork network) => "net" + (guest.Networks.IndexOf(network) + 1).ToString(CultureInfo.InvariantCulture);
}
