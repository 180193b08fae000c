using Passthrough.Host;
using Passthrough.Host.Security;
using Passthrough.Readiness;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Readiness.Rules;

/// <summary>What all rules find on a scratch machine.</summary>
internal static class Judged
{
    public static IReadOnlyCollection<Finding> All(ScratchMachine machine) => ReadinessRules.Judge(HostReader.Read(machine.Roots));

    /// <summary>The same as if the machine were the running one and this user asked.</summary>
    public static IReadOnlyCollection<Finding> AsUser(ScratchMachine machine, bool? canUseKvm, params string[] groups)
    {
        var facts = HostReader.Read(machine.Roots);
        return ReadinessRules.Judge(facts with
        {
            Security = facts.Security with { User = new UserAccount(IsRoot: false, [.. groups]) },
            Virtualization = facts.Virtualization with { CanUseKvm = canUseKvm },
        });
    }

    public static IEnumerable<string> Ids(ScratchMachine machine) => All(machine).Select(finding => finding.Id);

    public static Finding One(ScratchMachine machine, string id) => Assert.Single(All(machine), finding => string.Equals(finding.Id, id, StringComparison.Ordinal));

    public static Finding One(IEnumerable<Finding> findings, string id) => Assert.Single(findings, finding => string.Equals(finding.Id, id, StringComparison.Ordinal));

    /// <summary>The sources and values of a finding's evidence, one a line.</summary>
    public static string Read(this Finding finding) => string.Join('\n', finding.Evidence.Select(evidence => $"{evidence.Source} = {evidence.Value}"));
}
