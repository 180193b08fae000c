using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Host.Cpu;

/// <summary>Understands <c>/proc/cpuinfo</c>, whose keys and layout differ between architectures.</summary>
public static class CpuInfo
{
    // x86 and most others; LoongArch; POWER and SPARC; Arm before 3.8.
    private static readonly ImmutableArray<string> ModelKeys = ["model name", "Model Name", "cpu", "Processor"];

    /// <summary>The processor's facts, without the topology; where processors differ, the first one speaks.</summary>
    /// <param name="cpuinfo"><c>/proc/cpuinfo</c>; null when absent.</param>
    public static CpuFacts Parse(string? cpuinfo)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Entries(cpuinfo))
        {
            values.TryAdd(key, value);
        }

        var flags = values.TryGetValue("flags", out var names) ? names.Split(' ').ToHashSet(StringComparer.Ordinal) : null;
        var processors = Processors(cpuinfo).Length;
        return new CpuFacts(
            values.GetValueOrDefault("vendor_id"),
            ModelKeys.Select(key => values.GetValueOrDefault(key)).FirstOrDefault(value => value is { Length: > 0 }),
            processors > 0 ? processors : null,
            flags is null ? null : flags.Contains("vmx") || flags.Contains("svm"),
            flags?.Contains("hypervisor"))
        {
            Family = Number(values.GetValueOrDefault("cpu family")),
            ModelNumber = Number(values.GetValueOrDefault("model")),
            Stepping = Number(values.GetValueOrDefault("stepping")),
            Microcode = values.GetValueOrDefault("microcode"),
            HasGiantPages = flags?.Contains("pdpe1gb"),
            HasX2Apic = flags?.Contains("x2apic"),
        };
    }

    /// <summary>The processors, ordered by number; empty when the file names none.</summary>
    /// <param name="cpuinfo"><c>/proc/cpuinfo</c>; null when absent.</param>
    public static ImmutableArray<CpuInfoProcessor> Processors(string? cpuinfo)
    {
        var processors = new SortedDictionary<int, CpuInfoProcessor>();
        CpuInfoProcessor? current = null;
        foreach (var (key, value) in Entries(cpuinfo))
        {
            if (StartedBy(key, value) is { } number)
            {
                current = processors.GetValueOrDefault(number) ?? new CpuInfoProcessor(number, null, null);
            }
            else if (current is not null)
            {
                current = key switch
                {
                    "physical id" or "package" => current with { PackageId = current.PackageId ?? Number(value) },
                    "core id" or "core" => current with { CoreId = current.CoreId ?? Number(value) },
                    _ => current,
                };
            }

            if (current is not null)
            {
                processors[current.Number] = current;
            }
        }

        return [.. processors.Values];
    }

    private static int? StartedBy(string key, string value) => key switch
    {
        "processor" or "cpu number" => CpuNumber(value),
        _ when key.StartsWith("processor ", StringComparison.Ordinal) => CpuNumber(key["processor ".Length..]),
        _ => null,
    };

    private static int? CpuNumber(string text) => Number(text) is { } number and <= CpuSet.HighestNumber ? number : null;

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IEnumerable<(string Key, string Value)> Entries(string? cpuinfo)
    {
        foreach (var line in (cpuinfo ?? "").Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon >= 0)
            {
                yield return (line[..colon].Trim(), line[(colon + 1)..].Trim());
            }
        }
    }
}
