using System.Globalization;
using Passthrough.Guests.Network;
using static Passthrough.Guests.Qemu.OptionText;

namespace Passthrough.Guests.Qemu;

/// <summary>Network interfaces.</summary>
internal static class NetworkArguments
{
    // The kernel's names have 15 characters at most; eight of the guest's UUID tell guests apart.
    private const int UuidCharacters = 8;

    /// <summary>The arguments.</summary>
    public static IEnumerable<string> Of(GuestSpec guest)
    {
        for (var index = 0; index < guest.Networks.Length; index++)
        {
            var network = guest.Networks[index];
            var number = index.ToString(CultureInfo.InvariantCulture);
            yield return "-netdev";
            yield return network.Kind == GuestNetworkKind.Bridge
                ? Join("tap", "id=net" + number, "ifname=" + TapOf(guest, index), "script=no", "downscript=no", "vhost=on", network.Queues > 1 ? $"queues={network.Queues.ToString(CultureInfo.InvariantCulture)}" : null)
                : "user,id=net" + number;
            yield return "-device";
            yield return Join(
                network.Model == GuestNetworkModel.Virtio ? "virtio-net-pci" : EnumWord.Of(network.Model),
                "bus=" + QemuArguments.RootBus(guest),
                "netdev=net" + number,
                "mac=" + network.Mac,
                // A vector for each queue's two directions, one for control and one for the configuration.
                network.Queues > 1 ? string.Create(CultureInfo.InvariantCulture, $"mq=on,vectors={(network.Queues * 2) + 2}") : null);
        }
    }

    /// <summary>The tap interface of a bridged card, which the guest's unit makes and removes.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="index">The card's place, from 0.</param>
    public static string TapOf(GuestSpec guest, int index) => $"pt{guest.Uuid.ToString("N")[..UuidCharacters]}-{index.ToString(CultureInfo.InvariantCulture)}";
}
