using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host.Memory;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Cpu;

/// <summary>Reads the NUMA nodes.</summary>
internal static class NumaNodeReader
{
    /// <summary>The nodes, ordered by number; empty when the kernel knows none.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="online">The CPUs that are online.</param>
    public static ImmutableArray<NumaNode> Read(MachineReader reader, CpuSet online)
    {
        var folder = reader.Roots.Sys("devices/system/node");
        return
        [
            .. (reader.List(folder) ?? [])
                .Select(NodeNames.NumberOf)
                .OfType<int>()
                .Order()
                .Select(number => Read(reader, $"{folder}/node{number}", number, online)),
        ];
    }

    private static NumaNode Read(MachineReader reader, string place, int number, CpuSet online) => new(
        number,
        (CpuSet.FromMask(reader.ReadLine($"{place}/cpumap")) ?? CpuSet.FromList(reader.ReadText($"{place}/cpulist")) ?? Linked(reader, place)).Intersect(online),
        MemInfo.Parse(reader.ReadText($"{place}/meminfo")).TotalKib,
        Distances(reader.ReadLine($"{place}/distance")));

    private static CpuSet Linked(MachineReader reader, string place) => CpuSet.Of((reader.List(place) ?? []).Select(CpuNames.NumberOf).OfType<int>());

    private static ImmutableArray<int> Distances(string? line) =>
    [
        .. (line ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var distance) ? distance : (int?)null)
            .OfType<int>(),
    ];
}
