using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host.Iommu.Tables;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Iommu;

/// <summary>Reads <c>/sys/kernel/iommu_groups</c>, <c>/sys/class/iommu</c>, the ACPI tables and <c>/proc/interrupts</c>.</summary>
public static class IommuReader
{
    private static readonly ImmutableArray<string> TableNames = ["DMAR", "IVRS", "IORT", "VIOT"];

    /// <summary>What is known about the IOMMU.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="pci">The functions, whose own links name their groups too.</param>
    /// <param name="isDetailed">True for the types and reserved memory of the groups too.</param>
    public static IommuFacts Read(MachineReader reader, PciFacts pci, bool isDetailed = true)
    {
        var tables = reader.List(reader.Roots.Sys("firmware/acpi/tables")) ?? [];
        var tableName = TableNames.FirstOrDefault(name => tables.Contains(name, StringComparer.Ordinal));
        var table = ReadTable(reader, tableName, out var isClosed);
        var units = reader.List(reader.Roots.Sys("class/iommu")) ?? [];
        return new IommuFacts(
            tableName,
            // A container shows the folder and hides what is in it; a machine with ACPI always has tables.
            TablesReadable: !tables.IsEmpty,
            Units: units,
            Groups: IommuGroups.Merge(ReadGroups(reader, isDetailed), pci.Devices),
            InterruptRemapping: reader.ReadText(reader.Roots.Proc("interrupts")) is { } interrupts ? Interrupts.AreRemapped(interrupts) : null)
        {
            Table = table,
            IsTableClosed = isClosed,
            UnitDetails = [.. units.Select(name => IommuUnit.Parse(name, reader.ReadLine(reader.Roots.Sys($"class/iommu/{name}/intel-iommu/ecap"))))],
        };
    }

    /// <summary>Only which groups there are, what is in them, and the kind of the IOMMU.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="pci">The functions, whose own links name their groups too.</param>
    public static IommuFacts ReadMembers(MachineReader reader, PciFacts pci) => new(
        FirmwareTable: null,
        TablesReadable: false,
        Units: reader.List(reader.Roots.Sys("class/iommu")) ?? [],
        Groups: IommuGroups.Merge(ReadGroups(reader, isDetailed: false), pci.Devices),
        InterruptRemapping: null);

    // Only root may read the tables: that is the usual case, told by a fact and not counted as a problem.
    private static IommuTable? ReadTable(MachineReader reader, string? name, out bool isClosed)
    {
        isClosed = false;
        return name is "DMAR" or "IVRS" && reader.ReadBytesIfAllowed(reader.Roots.Sys($"firmware/acpi/tables/{name}"), out isClosed) is { } bytes
            ? name is "DMAR" ? Dmar.Parse(bytes) : Ivrs.Parse(bytes)
            : null;
    }

    private static List<IommuGroup>? ReadGroups(MachineReader reader, bool isDetailed)
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
                var type = isDetailed ? reader.ReadLine($"{folder}/{name}/type") : null;
                var regions = isDetailed && reader.ReadText($"{folder}/{name}/reserved_regions") is { } text ? IommuRegion.Parse(text) : [];
                groups.Add(IommuGroups.FromMembers(number, reader.List($"{folder}/{name}/devices") ?? [], type) with { ReservedRegions = regions });
            }
        }

        return groups;
    }
}
