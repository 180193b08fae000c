using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Pci;

namespace Passthrough.Guests.Devices;

/// <summary>Finds devices by address and identity: an address alone may mean another device after a change of hardware. Pure.</summary>
public static class DeviceFinder
{
    /// <summary>The function at an address.</summary>
    /// <param name="host">The machine.</param>
    /// <param name="address">Where it is to be.</param>
    /// <param name="identity">What it is to be; null for anything.</param>
    /// <exception cref="NotFoundException">Nothing is there, and nothing was said of what it should be.</exception>
    /// <exception cref="RefusedException">Another device is there, or nothing; the next step names where the wanted one is now.</exception>
    public static PciDevice Require(HostFacts host, PciAddress address, PciIdentity? identity)
    {
        var found = host.Pci.Find(address);
        if (identity is not { } wanted)
        {
            return found ?? throw new NotFoundException($"there is no PCI function at {address}", address.ToString(), "passthrough devices");
        }

        if (found is not null && IsSame(wanted, found.Identity))
        {
            return found;
        }

        var there = found is null ? "there is nothing" : $"there is {found.Identity}";
        var elsewhere = host.Pci.Devices.Where(candidate => IsSame(wanted, candidate.Identity)).Select(candidate => candidate.Address.ToString()).ToImmutableArray();
        throw new RefusedException(
            $"the guest's device {wanted} is not at {address}: {there}; nothing was bound",
            address.ToString(),
            elsewhere.IsEmpty
                ? "no function of this machine has that identity: is the card plugged in and switched on?"
                : $"it is now at {string.Join(" or ", elsewhere)}: correct the address in passthrough.yaml, and isolate it there with 'passthrough plan --gpu'");
    }

    private static bool IsSame(PciIdentity wanted, PciIdentity found) =>
        wanted.Vendor == found.Vendor && wanted.Device == found.Device && (wanted.SubsystemIds is null || wanted == found);
}
