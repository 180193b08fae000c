using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Cpu;

/// <summary>
/// Reads how CPUs hang together. The files that all members of a core, a package or a cache share are read from its first member only, so that the work grows
/// with the cores and caches, not with the files.
/// </summary>
internal sealed class CpuTopologyReader
{
    private readonly MachineReader reader;
    private readonly ImmutableArray<CpuInfoProcessor> processors;
    private readonly string folder;

    private CpuTopologyReader(MachineReader reader, ImmutableArray<CpuInfoProcessor> processors)
    {
        this.reader = reader;
        this.processors = processors;
        folder = reader.Roots.Sys("devices/system/cpu");
    }

    /// <summary>The topology.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="processors">The processors of <c>/proc/cpuinfo</c>, which speak where sysfs is silent.</param>
    public static CpuTopology Read(MachineReader reader, ImmutableArray<CpuInfoProcessor> processors) => new CpuTopologyReader(reader, processors).Read();

    private CpuTopology Read()
    {
        var names = reader.List(folder) ?? [];
        var folders = CpuSet.Of(names.Select(CpuNames.NumberOf).OfType<int>());
        var present = Listed("present", folders) ?? (folders.IsEmpty ? Named() : folders);
        var online = Online(present, folders);
        var cores = Cores(online);
        var scaling = FrequencyPolicies.Merge(Policies(online));
        var (kinds, source) = Kinds(online, scaling);
        return new CpuTopology
        {
            Online = online,
            Offline = present.Except(online),
            Present = present,
            Possible = List($"{folder}/possible"),
            Isolated = List($"{folder}/isolated"),
            NohzFull = List($"{folder}/nohz_full"),
            SmtControl = reader.ReadLine($"{folder}/smt/control"),
            Cores = [.. cores.Select(core => core with { Kind = kinds.GetValueOrDefault(core.Cpus.First ?? -1) })],
            KindSource = source,
            Packages = Packages(online, cores),
            Dies = Dies(online, cores),
            Clusters = Groups(online, "cluster_cpus", "cluster_id"),
            Caches = Caches(online, cores),
            Nodes = NumaNodeReader.Read(reader, online),
            Scaling = scaling,
        };
    }

    // A CPU that is there has a folder; a list that names others speaks of another machine (a copy of a part of one).
    private CpuSet? Listed(string file, CpuSet folders) =>
        List($"{folder}/{file}") is { IsEmpty: false } list ? folders.IsEmpty ? list : list.Intersect(folders) : null;

    private CpuSet Online(CpuSet present, CpuSet folders)
    {
        if (Listed("online", folders) is { } online)
        {
            return online;
        }

        // Kernels before 2.6.26 have no list; a CPU that cannot be switched off has no file either.
        return folders.IsEmpty ? Named() : CpuSet.Of(present.Where(cpu => reader.ReadLine($"{folder}/cpu{cpu}/online") is not "0"));
    }

    private ImmutableArray<CpuCore> Cores(CpuSet online)
    {
        var cores = ImmutableArray.CreateBuilder<CpuCore>();
        var covered = CpuSet.Empty;
        foreach (var cpu in online)
        {
            if (covered.Contains(cpu))
            {
                continue;
            }

            var threads = Set(cpu, "topology/core_cpus") ?? Set(cpu, "topology/thread_siblings") ?? Named(cpu, other => (other.PackageId, other.CoreId), requires: other => other.CoreId is not null);
            var members = Members(threads, cpu, online, covered);
            covered = covered.Union(members);
            var named = processors.FirstOrDefault(processor => processor.Number == cpu);
            cores.Add(new CpuCore(
                Id(cpu, "core_id") ?? named?.CoreId,
                Id(cpu, "physical_package_id") ?? named?.PackageId,
                Id(cpu, "die_id"),
                Id(cpu, "cluster_id"),
                members));
        }

        return cores.ToImmutable();
    }

    private ImmutableArray<CpuGroup> Packages(CpuSet online, ImmutableArray<CpuCore> cores)
    {
        var groups = Groups(online, "package_cpus", "physical_package_id");
        groups = groups.IsEmpty ? Groups(online, "core_siblings", "physical_package_id") : groups;
        return groups.IsEmpty ? Numbered(cores.Where(core => core.PackageId is not null), core => core.PackageId, core => core.PackageId) : groups;
    }

    private ImmutableArray<CpuGroup> Dies(CpuSet online, ImmutableArray<CpuCore> cores) =>
        Groups(online, "die_cpus", "die_id") is { IsEmpty: false } groups
            ? groups
            : Numbered(cores.Where(core => core.DieId is not null), core => (core.PackageId, core.DieId), core => core.DieId);

    private static ImmutableArray<CpuGroup> Numbered<TKey>(IEnumerable<CpuCore> cores, Func<CpuCore, TKey> key, Func<CpuCore, int?> id) =>
        [.. cores.GroupBy(key).Select(alike => new CpuGroup(id(alike.First()), CpuSet.Of(alike.SelectMany(core => core.Cpus))))];

    // Groups of a kind, each read from its first CPU. A kernel that lacks the file for one CPU lacks it for all; CPUs without any topology are in no group.
    private ImmutableArray<CpuGroup> Groups(CpuSet online, string file, string idFile)
    {
        var groups = ImmutableArray.CreateBuilder<CpuGroup>();
        var covered = CpuSet.Empty;
        foreach (var cpu in online)
        {
            if (covered.Contains(cpu) || !reader.Exists($"{folder}/cpu{cpu}/topology"))
            {
                continue;
            }

            if (Set(cpu, $"topology/{file}") is not { } set)
            {
                break;
            }

            var members = Members(set, cpu, online, covered);
            covered = covered.Union(members);
            groups.Add(new CpuGroup(Id(cpu, idFile), members));
        }

        return groups.ToImmutable();
    }

    private ImmutableArray<CpuCache> Caches(CpuSet online, ImmutableArray<CpuCore> cores)
    {
        var caches = new List<CpuCache>();
        var coveredOf = new Dictionary<string, CpuSet>(StringComparer.Ordinal);
        foreach (var cpu in online)
        {
            foreach (var name in reader.List($"{folder}/cpu{cpu}/cache") ?? [])
            {
                var covered = coveredOf.GetValueOrDefault(name, CpuSet.Empty);
                var place = $"{folder}/cpu{cpu}/cache/{name}";
                if (covered.Contains(cpu)
                    || !name.StartsWith("index", StringComparison.Ordinal)
                    || Number(reader.ReadLine($"{place}/level")) is not { } level
                    || level < 2
                    || Set(cpu, $"cache/{name}/shared_cpu") is not { } shared)
                {
                    continue;
                }

                // The kernel of Itanium leaves the mask of a core's own cache empty.
                var members = shared.IsEmpty ? cores.First(core => core.Cpus.Contains(cpu)).Cpus : shared.Intersect(online).Union(CpuSet.Of(cpu));
                coveredOf[name] = covered.Union(members);
                var cache = new CpuCache(level, reader.ReadLine($"{place}/type"), CacheSize.Kib(reader.ReadLine($"{place}/size")), members);
                if (!caches.Contains(cache))
                {
                    caches.Add(cache);
                }
            }
        }

        return [.. caches.OrderBy(cache => cache.Level).ThenBy(cache => cache.Cpus.First)];
    }

    private (ImmutableDictionary<int, CoreKind> Kinds, CoreKindSource Source) Kinds(CpuSet online, ImmutableArray<CpuScaling> scaling)
    {
        var sys = reader.Roots;
        var listed = CoreKinds.FromLists(List(sys.Sys("devices/cpu_core/cpus")), List(sys.Sys("devices/cpu_atom/cpus")), List(sys.Sys("devices/cpu_lowpower/cpus")));
        if (!listed.IsEmpty)
        {
            return (listed, CoreKindSource.PerformanceCounters);
        }

        if (online.First is { } first && reader.ReadLine($"{folder}/cpu{first}/cpu_capacity") is not null)
        {
            var measured = CoreKinds.FromSpeeds(online
                .Select(cpu => (Cpu: cpu, Capacity: Number(reader.ReadLine($"{folder}/cpu{cpu}/cpu_capacity"))))
                .Where(each => each.Capacity is not null)
                .ToDictionary(each => each.Cpu, each => (long)each.Capacity!.Value));
            return (measured, measured.IsEmpty ? CoreKindSource.None : CoreKindSource.Capacity);
        }

        var guessed = CoreKinds.FromSpeeds(scaling
            .Where(policy => policy.MaximumKilohertz is not null)
            .SelectMany(policy => policy.Cpus.Select(cpu => (Cpu: cpu, Speed: policy.MaximumKilohertz!.Value)))
            .DistinctBy(each => each.Cpu)
            .ToDictionary(each => each.Cpu, each => each.Speed));
        return (guessed, guessed.IsEmpty ? CoreKindSource.None : CoreKindSource.FrequencyGuess);
    }

    private IEnumerable<CpuScaling> Policies(CpuSet online)
    {
        var policies = (reader.List($"{folder}/cpufreq") ?? []).Where(name => name.StartsWith("policy", StringComparison.Ordinal)).Select(name => $"{folder}/cpufreq/{name}").ToList();
        if (policies.Count == 0)
        {
            policies = [.. online.Select(cpu => $"{folder}/cpu{cpu}/cpufreq").Where(reader.Exists)];
        }

        var hasPreferences = policies is [var first, ..] && reader.Exists($"{first}/energy_performance_preference");
        var covered = CpuSet.Empty;
        foreach (var place in policies)
        {
            if (FrequencyPolicies.Cpus(reader.ReadLine($"{place}/affected_cpus")).Except(covered) is { IsEmpty: false } cpus)
            {
                covered = covered.Union(cpus);
                yield return new CpuScaling(
                    cpus,
                    reader.ReadLine($"{place}/scaling_driver"),
                    reader.ReadLine($"{place}/scaling_governor"),
                    hasPreferences ? reader.ReadLine($"{place}/energy_performance_preference") : null,
                    long.TryParse(reader.ReadLine($"{place}/cpuinfo_max_freq"), NumberStyles.None, CultureInfo.InvariantCulture, out var maximum) ? maximum : null);
            }
        }
    }

    // What sysfs calls a set without the CPU itself, or with one that is in another set already, is wrong: the CPU is added, the other one is left where it was.
    private static CpuSet Members(CpuSet? set, int cpu, CpuSet online, CpuSet covered) =>
        (set ?? CpuSet.Empty).Union(CpuSet.Of(cpu)).Intersect(online).Except(covered);

    private CpuSet Named() => CpuSet.Of(processors.Select(processor => processor.Number));

    private CpuSet? Named<TKey>(int cpu, Func<CpuInfoProcessor, TKey> key, Predicate<CpuInfoProcessor> requires) =>
        processors.FirstOrDefault(processor => processor.Number == cpu) is { } mine && requires(mine)
            ? CpuSet.Of(processors.Where(other => requires(other) && EqualityComparer<TKey>.Default.Equals(key(mine), key(other))).Select(other => other.Number))
            : null;

    // A set is a mask (NAME) always and a list (NAME_list) since 2.6.26; caches call the mask shared_cpu_map. A copy of a machine may have only one of them.
    private CpuSet? Set(int cpu, string file) =>
        CpuSet.FromMask(reader.ReadLine($"{folder}/cpu{cpu}/{(file.EndsWith("shared_cpu", StringComparison.Ordinal) ? $"{file}_map" : file)}")) ?? List($"{folder}/cpu{cpu}/{file}_list");

    private CpuSet? List(string path) => CpuSet.FromList(reader.ReadText(path));

    private int? Id(int cpu, string file) => Number(reader.ReadLine($"{folder}/cpu{cpu}/topology/{file}")) is { } number and not 65535 ? number : null;

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
