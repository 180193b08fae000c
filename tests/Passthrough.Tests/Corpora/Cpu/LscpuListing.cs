using Passthrough.Host.Cpu;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Corpora.Cpu;

/// <summary>A machine of which only the table of <c>lscpu -e</c> is known: CPU, node, socket, core, the three caches, highest frequency.</summary>
internal static class LscpuListing
{
    public static List<string[]> Read(string path) => [.. File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' '))];

    /// <summary>Writes the files that the table speaks of.</summary>
    public static void Write(ScratchMachine machine, List<string[]> rows)
    {
        foreach (var row in rows)
        {
            string Alike(int column) => CpuSet.Of(rows.Where(other => other[column] == row[column]).Select(other => int.Parse(other[0]))).ToString();
            var cpu = $"/sys/devices/system/cpu/cpu{row[0]}";
            machine.File($"{cpu}/topology/core_cpus_list", Alike(3)).File($"{cpu}/topology/package_cpus_list", Alike(2)).File($"{cpu}/topology/core_id", row[3]);
            machine.File($"{cpu}/cache/index2/level", "2").File($"{cpu}/cache/index2/shared_cpu_list", Alike(5)).File($"{cpu}/cache/index3/level", "3").File($"{cpu}/cache/index3/shared_cpu_list", Alike(6));
            machine.File($"/sys/devices/system/cpu/cpufreq/policy{row[0]}/affected_cpus", row[0]).File($"/sys/devices/system/cpu/cpufreq/policy{row[0]}/cpuinfo_max_freq", $"{row[7]}000");
        }
    }
}
