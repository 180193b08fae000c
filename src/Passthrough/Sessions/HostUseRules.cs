using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Disks;
using Passthrough.Host;
using Passthrough.Host.Network;
using Passthrough.Planning;

namespace Passthrough.Sessions;

/// <summary>What the host itself does with the devices of a guest besides the card: disks, keyboards, networks. A process that holds a device is another matter (<see cref="AcquisitionRules"/>). Pure.</summary>
internal static class HostUseRules
{
    /// <summary>Passes when the host can do without the guest's devices.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="host">The machine, read for guests.</param>
    /// <param name="interfaces">All network interfaces.</param>
    /// <param name="connected">The names of those by which the host reaches a network.</param>
    /// <exception cref="RefusedException">It cannot; the message says what for.</exception>
    public static void Require(GuestSpec guest, HostFacts host, ImmutableArray<NetworkInterface> interfaces, ImmutableArray<string> connected)
    {
        DiskRules.RequireFree(guest, host);
        foreach (var device in guest.Devices.Where(device => !device.IsOfCard && host.Pci.Find(device.Device.Address)?.Driver is not (null or Planner.VfioPci)))
        {
            var address = device.Device.Address;

            // Who gives the screen away does not sit in front of the machine.
            if (host.Usb.ControllerOfAllKeyboards == address && !device.TakesLastKeyboard && !guest.TakesScreen)
            {
                var keyboards = host.Usb.Inputs.Where(input => input.IsKeyboard && input.Controller == address).Select(input => input.Name).Distinct(StringComparer.Ordinal);
                throw new RefusedException(
                    $"every keyboard of this machine hangs on {address}: {string.Join(", ", keyboards)}", address.ToString(), "plug one into another controller (passthrough usb), or say 'last-keyboard: on' with the device in passthrough.yaml");
            }

            if (interfaces.FirstOrDefault(own => own.Parent == address && IsUsed(own, interfaces, connected)) is { } used)
            {
                throw new RefusedException(
                    $"the host's network goes through {used.Name} at {address}{(used.HasDefaultRoute ? " (default route)" : "")}", address.ToString(), $"take it off the network first, as 'nmcli device disconnect {used.Name}' or 'networkctl down {used.Name}' do, or give the guest a bridge instead");
            }
        }
    }

    /// <summary>True when a guest has devices for which networks have to be looked at.</summary>
    public static bool AsksForNetworks(GuestSpec guest) => guest.Devices.Any(device => !device.IsOfCard);

    // By itself, or by what stands on it: a bridge, a bond, a VLAN.
    private static bool IsUsed(NetworkInterface own, ImmutableArray<NetworkInterface> all, ImmutableArray<string> connected)
    {
        var stack = new HashSet<string>(StringComparer.Ordinal) { own.Name };
        while (all.FirstOrDefault(other => !stack.Contains(other.Name) && (other.Lower.Any(stack.Contains) || all.Any(below => stack.Contains(below.Name) && string.Equals(below.Master, other.Name, StringComparison.Ordinal)))) is { } above)
        {
            stack.Add(above.Name);
        }

        return all.Any(device => stack.Contains(device.Name) && (device.HasDefaultRoute || connected.Contains(device.Name, StringComparer.Ordinal)));
    }
}
