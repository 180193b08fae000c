using Passthrough.Failures;
using Passthrough.Host.Iommu;
using Passthrough.Planning;
using Passthrough.Tests.Changes;

namespace Passthrough.Tests.Planning.Isolation;

/// <summary>The ACS override: on a kernel that knows it, with the groups seen, and with each device named that the guest could then reach.</summary>
public class AcsOverrideTests
{
    private const string Symbols = "0000000000000000 T start_kernel\n0000000000000000 t pcie_acs_override_setup\n";
    private static readonly PlanRequest Request = ScratchHost.Request with { AcsOverride = "downstream,multifunction" };

    [Fact]
    public void A_device_beside_the_card_has_to_be_named()
    {
        using var host = Shared(Symbols);
        var error = Assert.Throws<RefusedException>(() => Plan(host, Request));
        Assert.Contains("0000:02:00.0", error.Message, StringComparison.Ordinal);
        Assert.Contains("--expose 0000:02:00.0", error.NextStep, StringComparison.Ordinal);
        var line = Assert.Single(Plan(host, Request with { Exposed = "0000:02:00.0" }).Changes.OfType<FileChange>(), change => change.Id is "kernel-command-line");
        Assert.Contains(" pcie_acs_override=downstream,multifunction\"", line.After, StringComparison.Ordinal);
        Assert.Contains("can reach the memory", line.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_without_the_patch_is_told_so()
    {
        using var host = Shared("0000000000000000 T start_kernel\n");
        Assert.Contains("does not know pcie_acs_override", Assert.Throws<RefusedException>(() => Plan(host, Request with { Exposed = "0000:02:00.0" })).Message, StringComparison.Ordinal);
        File.Delete(host.Roots.Proc("kallsyms"));
        Assert.Contains("cannot be read", Assert.Throws<RefusedException>(() => Plan(host, Request with { Exposed = "0000:02:00.0" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void While_the_groups_are_not_known_nobody_can_say_what_would_be_exposed()
    {
        using var host = new ScratchHost();
        host.Write("proc/kallsyms", Symbols);
        Assert.Contains("IOMMU is off", Assert.Throws<RefusedException>(() => Plan(host, Request)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Anything_else_that_the_word_does_not_take_is_refused()
    {
        using var host = Shared(Symbols);
        Assert.Throws<InvalidInputException>(() => Plan(host, Request with { AcsOverride = "upstream", Exposed = "0000:02:00.0" }));
    }

    [Fact]
    public void A_list_of_symbols_tells_and_an_empty_one_does_not()
    {
        Assert.True(AcsOverrideSupport.Knows(Symbols.Split('\n')));
        Assert.False(AcsOverrideSupport.Knows(["0000000000000000 T start_kernel"]));
        Assert.Null(AcsOverrideSupport.Knows([]));
    }

    private static Plan Plan(ScratchHost host, PlanRequest request) => Planner.Plan(PlanFacts.For(host.Facts, host.Roots, request, host.Context.Packages), request);

    private static ScratchHost Shared(string symbols)
    {
        var host = new ScratchHost();
        host.Write("proc/kallsyms", symbols);
        host.AddDevice("0000:02:00.0", "8086:10d3", "8086:a01f", "020000", "e1000e", null);
        host.SetGroup(3, "0000:01:00.0", "0000:01:00.1", "0000:00:1c.0", "0000:02:00.0");
        return host;
    }
}
