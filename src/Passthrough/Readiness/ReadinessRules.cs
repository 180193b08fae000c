using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Readiness.Rules;

namespace Passthrough.Readiness;

/// <summary>All rules, in the order in which a person reads their findings.</summary>
public static class ReadinessRules
{
    /// <summary>Each rule: facts to findings, pure.</summary>
    public static ImmutableArray<Func<HostFacts, IEnumerable<Finding>>> All { get; } =
    [
        IommuRule.Judge,
        InterruptRemappingRule.Judge,
        KernelParameterRule.Judge,
        CpuRule.Judge,
        KvmRule.Judge,
        FirmwareRule.Judge,
        BootLoaderRule.Judge,
        InitramfsRule.Judge,
        KernelsRule.Judge,
        GuestToolsRule.Judge,
        ReadProblemsRule.Judge,
        DisplayAdaptersRule.Judge,
        BootCardRule.Judge,
        GroupRule.Judge,
        IntegratedCardRule.Judge,
        TwinRule.Judge,
        HolderRule.Judge,
        ScreenRule.Judge,
        IsolationRule.Judge,
    ];

    /// <summary>The findings of all rules: those about the machine first, then those about each card in the cards' order.</summary>
    /// <param name="facts">The machine.</param>
    public static ImmutableArray<Finding> Judge(HostFacts facts) =>
        [.. All.SelectMany(rule => rule(facts)).OrderBy(finding => finding.Gpu is null ? 0 : 1).ThenBy(finding => finding.Gpu)];
}
