using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Memory;

/// <summary>Reads what is known about memory.</summary>
public static class MemoryReader
{
    /// <summary>The memory's facts.</summary>
    /// <param name="reader">The machine.</param>
    public static MemoryFacts Read(MachineReader reader)
    {
        var roots = reader.Roots;
        return MemInfo.Parse(reader.ReadText(roots.Proc("meminfo"))) with
        {
            HugePages = Pools(reader, roots.Sys("kernel/mm/hugepages")),
            TransparentHugePages = HugePageFolder.Chosen(reader.ReadLine(roots.Sys("kernel/mm/transparent_hugepage/enabled"))),
            Nodes = Nodes(reader),
            LockedLimit = Limits.OfProcess(reader.ReadText(roots.Proc("self/limits"))),
            ConfiguredLocks = ConfiguredLocks(reader),
        };
    }

    private static ImmutableArray<NodeMemory> Nodes(MachineReader reader)
    {
        var folder = reader.Roots.Sys("devices/system/node");
        return
        [
            .. (reader.List(folder) ?? []).Select(NodeNames.NumberOf).OfType<int>().Order().Select(number =>
            {
                var meminfo = reader.ReadText($"{folder}/node{number}/meminfo");
                return new NodeMemory(number, MemInfo.Parse(meminfo).TotalKib, MemInfo.FreeKib(meminfo), Pools(reader, $"{folder}/node{number}/hugepages"));
            }),
        ];
    }

    private static ImmutableArray<HugePagePool> Pools(MachineReader reader, string folder) =>
    [
        .. (reader.List(folder) ?? [])
            .Select(name => (Name: name, SizeKib: HugePageFolder.SizeKib(name)))
            .Where(pool => pool.SizeKib is not null)
            .OrderBy(pool => pool.SizeKib)
            .Select(pool => new HugePagePool(
                pool.SizeKib!.Value,
                Number(reader.ReadLine($"{folder}/{pool.Name}/nr_hugepages")),
                Number(reader.ReadLine($"{folder}/{pool.Name}/free_hugepages")),
                Number(reader.ReadLine($"{folder}/{pool.Name}/surplus_hugepages")))
            {
                Overcommit = Number(reader.ReadLine($"{folder}/{pool.Name}/nr_overcommit_hugepages")),
            }),
    ];

    private static ImmutableArray<LimitEntry> ConfiguredLocks(MachineReader reader)
    {
        var roots = reader.Roots;
        var folder = roots.Etc("security/limits.d");
        return
        [
            .. (reader.List(folder) ?? [])
                .Where(name => name.EndsWith(".conf", StringComparison.Ordinal))
                .Select(name => $"{folder}/{name}")
                .Prepend(roots.Etc("security/limits.conf"))
                .SelectMany(path => Limits.Configured(roots.NameOf(path), reader.ReadText(path))),
        ];
    }

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
