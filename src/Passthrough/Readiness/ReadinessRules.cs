using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Readiness.Rules;

namespace Passthrough.Readiness;

/// <summary>All rules, in the order in which a person reads their findings.</summary>
public static class ReadinessRules
{
    /// <summary>Each rule.</summary>
    public static ImmutableArray<ReadinessRule> All { get; } =
    [
        IommuRule.Rule,
        InterruptRemappingRule.Rule,
        KernelParameterRule.Rule,
        VfioIdsRule.Rule,
        VfioParametersRule.Rule,
        CpuRule.Rule,
        KvmRule.Rule,
        KvmAccessRule.Rule,
        KvmParametersRule.Rule,
        FirmwareRule.Rule,
        BootLoaderRule.Rule,
        InitramfsRule.Rule,
        KernelsRule.Rule,
        KernelAgeRule.Rule,
        GuestToolsRule.Rule,
        GuestFirmwareRule.Rule,
        LibvirtRule.Rule,
        HugePagesRule.Rule,
        ConfinementRule.Rule,
        NetworkRule.Rule,
        SleepRule.Rule,
        ReadProblemsRule.Rule,
        DisplayAdaptersRule.Rule,
        BootCardRule.Rule,
        GroupRule.Rule,
        IntegratedCardRule.Rule,
        ReservedMemoryRule.Rule,
        HostLossRule.Rule,
        ResetRule.Rule,
        CardMemoryRule.Rule,
        TwinRule.Rule,
        HolderRule.Rule,
        ScreenRule.Rule,
        IsolationRule.Rule,
    ];

    /// <summary>The findings of all rules: those about the machine first, then those about each card in the cards' order; among them those that stop passthrough first and those that are good last.</summary>
    /// <param name="facts">The machine.</param>
    public static ImmutableArray<Finding> Judge(HostFacts facts) =>
        [.. All.SelectMany(rule => rule.Judge(facts)).OrderBy(finding => finding.Gpu is null ? 0 : 1).ThenBy(finding => finding.Gpu).ThenByDescending(finding => finding.Severity)];
}
