using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Iommu;

/// <summary>Reads <c>/sys/kernel/iommu_groups</c>, <c>/sys/class/iommu</c>, the names of the ACPI tables and <c>/proc/interrupts</c>.</summary>
public static class IommuReader
{
    private static readonly ImmutableArray<string> TableNames = ["DMAR", "IVRS", "IORT"];

    /// <summary>What is known about the IOMMU.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="pci">The functions, whose own links name their groups too.</param>
    public static IommuFacts Read(MachineReader reader, PciFacts pci)
    {
        var tables = reader.List(reader.Roots.Sys("firmware/acpi/tables")) ?? [];
        return new IommuFacts(
            TableNames.FirstOrDefault(name => tables.Contains(name, StringComparer.Ordinal)),
            // A container shows the folder and hides what is in it; a machine with ACPI always has tables.
            TablesReadable: !tables.IsEmpty,
            Units: reader.List(reader.Roots.Sys("class/iommu")) ?? [],
            Groups: IommuGroups.Merge(ReadGroups(reader), pci.Devices),
            InterruptRemapping: reader.ReadText(reader.Roots.Proc("interrupts")) is { } interrupts ? Interrupts.AreRemapped(interrupts) : null);
    }

    private static List<IommuGroup>? ReadGroups(MachineReader reader)
    {
        var folder = reader.Roots.Sys("kernel/iommu_groups");
        if (reader.List(folder) is not { } names)
        {
            return null;
        }

        var groups = new List<IommuGroup>();
        foreach (var name in names)
        {
            // A group named vfio-noiommu is made by VFIO itself without any IOMMU: it isolates nothing.
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && reader.ReadLine($"{folder}/{name}/name") is not "vfio-noiommu")
            {
                var type = reader.ReadLine($"{folder}/{name}/type");
                groups.Add(IommuGroups.FromMembers(number, reader.List($"{folder}/{name}/devices") ?? [], type));
            }
        }

        return groups;
    }
}
