using System.Collections.Immutable;
using Passthrough.Host.Cpu;
using Passthrough.Host.Reading;

namespace Passthrough.Sessions;

/// <summary>CPUs whose frequency is governed together, and what can be asked of it (the kernel's Documentation/admin-guide/pm/cpufreq.rst and amd-pstate.rst).</summary>
/// <param name="Path">The machine's own path of the folder: <c>/sys/devices/system/cpu/cpufreq/policy0</c>.</param>
/// <param name="Cpus">The CPUs (<c>affected_cpus</c>).</param>
/// <param name="Governor">The governor now (<c>scaling_governor</c>); null when it cannot be read.</param>
/// <param name="Governors">The governors that there are (<c>scaling_available_governors</c>).</param>
/// <param name="Preference">The energy preference now (<c>energy_performance_preference</c>); null when the driver has none.</param>
/// <param name="Preferences">The preferences that there are (<c>energy_performance_available_preferences</c>).</param>
internal sealed record ScalingPolicy(string Path, CpuSet Cpus, string? Governor, ImmutableArray<string> Governors, string? Preference, ImmutableArray<string> Preferences)
{
    /// <summary>The file of the governor.</summary>
    public string GovernorPath => $"{Path}/scaling_governor";

    /// <summary>The file of the energy preference.</summary>
    public string PreferencePath => $"{Path}/energy_performance_preference";

    /// <summary>All policies of the machine.</summary>
    public static ImmutableArray<ScalingPolicy> ReadAll(MachineReader reader)
    {
        var folder = reader.Roots.Sys("devices/system/cpu/cpufreq");
        return
        [
            .. (reader.List(folder) ?? []).Where(name => name.StartsWith("policy", StringComparison.Ordinal)).Select(name => $"{folder}/{name}").Select(place => new ScalingPolicy(
                reader.Roots.NameOf(place),
                FrequencyPolicies.Cpus(reader.ReadLine($"{place}/affected_cpus")),
                reader.ReadLine($"{place}/scaling_governor"),
                Words(reader.ReadLine($"{place}/scaling_available_governors")),
                reader.ReadLineIfGiven($"{place}/energy_performance_preference"),
                Words(reader.ReadLineIfGiven($"{place}/energy_performance_available_preferences")))),
        ];
    }

    private static ImmutableArray<string> Words(string? line) => [.. (line ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
