using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Passthrough.Guests.Description;
using Passthrough.Guests.Network;

namespace Passthrough.Guests.Design;

/// <summary>Chooses network interfaces.</summary>
internal static class NetworkDesigner
{
    private const string UsualNetwork = "default";

    /// <summary>The interfaces, in the order of the intent; a second one to reach the host by is added to a lone macvtap.</summary>
    public static ImmutableArray<GuestNetwork> Design(DesignScope scope, GuestSpec guest)
    {
        var wanted = scope.Wanted.Networks ?? [new NetworkDescription(GuestNetworkKind.Nat, null)];
        if (!wanted.IsEmpty && wanted.All(network => network.Kind == GuestNetworkKind.Macvtap))
        {
            wanted = wanted.Add(new NetworkDescription(GuestNetworkKind.Nat, null));
        }

        return [.. wanted.Select((network, index) => Interface(scope, network, index, guest))];
    }

    private static GuestNetwork Interface(DesignScope scope, NetworkDescription wanted, int index, GuestSpec guest)
    {
        var runtime = guest.Runtime;
        var key = $"network[{index}]";
        if (wanted.Kind == GuestNetworkKind.Macvtap && runtime == GuestRuntime.Qemu)
        {
            throw scope.Bad(key, "QEMU takes a macvtap interface as an open file of the program that starts it, which a plain command cannot say", "use a bridge (passthrough network bridge), or 'runtime: libvirt'");
        }

        var source = wanted.Kind == GuestNetworkKind.Nat && runtime == GuestRuntime.Libvirt ? wanted.Source ?? UsualNetwork : wanted.Source;
        if (wanted.Kind == GuestNetworkKind.Nat && runtime == GuestRuntime.Qemu && source is not null)
        {
            throw scope.Bad($"{key}.nat", $"'{source}' is a network of libvirt, and plain QEMU has its own", "write 'nat' alone, or 'runtime: libvirt'");
        }

        var isGiven = index < (scope.Wanted.Networks?.Length ?? 0);
        scope.Note(
            key,
            source is null ? EnumWord.Of(wanted.Kind) : $"{EnumWord.Of(wanted.Kind)} {source}",
            scope.Wanted.Networks is null ? "works on every host, wireless ones too; the guest is not seen from outside" : "a macvtap interface cannot reach the host itself, so a second one does",
            isGiven);
        var mac = wanted.Mac ?? MacOf(guest.Uuid, index);
        scope.Note($"{key}.mac", mac, "made from the guest's UUID", wanted.Mac is not null);
        var model = scope.Word($"{key}.model", wanted.Model, GuestNetworkModel.Virtio, "fast; Windows needs the driver NetKVM");
        var queues = scope.Number($"{key}.queues", wanted.Queues, 1, "one is enough below 10 Gbit/s");
        if (queues > 1 && (model != GuestNetworkModel.Virtio || (runtime == GuestRuntime.Qemu && wanted.Kind == GuestNetworkKind.Nat)))
        {
            throw scope.Bad($"{key}.queues", "only a virtio card on a tap interface has several queues", "leave it away");
        }

        return new GuestNetwork(wanted.Kind, source, mac) { Model = model, Queues = queues };
    }

    // 52:54:00 is what QEMU and libvirt use: locally administered, not a group's.
    private static string MacOf(Guid uuid, int index)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"passthrough mac {index.ToString(CultureInfo.InvariantCulture)}\n{uuid}"));
        return $"52:54:00:{bytes[0]:x2}:{bytes[1]:x2}:{bytes[2]:x2}";
    }
}
