using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Iommu;

/// <summary>Puts groups together from the two places where the kernel names members.</summary>
public static class IommuGroups
{
    /// <summary>A group from the names in its <c>devices</c> folder.</summary>
    /// <param name="number">The group's number.</param>
    /// <param name="members">The names.</param>
    /// <param name="type">The domain type; null when unknown.</param>
    public static IommuGroup FromMembers(int number, IEnumerable<string> members, string? type)
    {
        var devices = new List<PciAddress>();
        var others = new List<string>();
        foreach (var member in members)
        {
            if (PciAddress.TryParse(member, out var address))
            {
                devices.Add(address);
            }
            else
            {
                others.Add(member);
            }
        }

        devices.Sort();
        return new IommuGroup(number, [.. devices], [.. others.Order(StringComparer.Ordinal)], type);
    }

    /// <summary>
    /// The groups with the members that only the functions' own <c>iommu_group</c> links name, ordered by number. A link to a group that the folders do not
    /// have is not followed: that group isolates nothing (VFIO makes such ones without an IOMMU).
    /// </summary>
    /// <param name="groups">Groups as their folders show them; null when the folder of groups is absent (some snapshots), so that only the links speak.</param>
    /// <param name="devices">All functions.</param>
    public static ImmutableArray<IommuGroup> Merge(IReadOnlyCollection<IommuGroup>? groups, IEnumerable<PciDevice> devices)
    {
        var byNumber = (groups ?? []).ToDictionary(group => group.Number);
        var byLink = devices.Where(device => device.IommuGroup is not null).GroupBy(device => device.IommuGroup!.Value, device => device.Address);
        foreach (var linked in byLink)
        {
            if (byNumber.TryGetValue(linked.Key, out var known))
            {
                byNumber[linked.Key] = known with { Devices = [.. known.Devices.Union(linked).Order()] };
            }
            else if (groups is null)
            {
                byNumber[linked.Key] = new IommuGroup(linked.Key, [.. linked.Order()], [], null);
            }
        }

        return [.. byNumber.Values.OrderBy(group => group.Number)];
    }

    /// <summary>The functions, each with the number of the group that holds it, so that both places tell the same.</summary>
    /// <param name="pci">All functions.</param>
    /// <param name="groups">All groups.</param>
    public static PciFacts Agree(PciFacts pci, ImmutableArray<IommuGroup> groups)
    {
        var numbers = new Dictionary<PciAddress, int>();
        foreach (var group in groups)
        {
            foreach (var address in group.Devices)
            {
                numbers[address] = group.Number;
            }
        }

        return pci with { Devices = [.. pci.Devices.Select(device => device with { IommuGroup = numbers.TryGetValue(device.Address, out var number) ? number : null })] };
    }
}
