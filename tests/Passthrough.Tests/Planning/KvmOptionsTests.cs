using Passthrough.Changes;
using Passthrough.Changes.Verification;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Planning;
using Passthrough.Tests.Changes;

namespace Passthrough.Tests.Planning;

public class KvmOptionsTests
{
    private const string Parameter = "sys/module/kvm/parameters/ignore_msrs";

    private static PlanRequest Request => ScratchHost.Request with { IgnoreMsrs = true };

    [Fact]
    public void Asked_for_the_options_are_written_verified_after_the_reboot_and_taken_back()
    {
        using var host = new ScratchHost();
        host.Write(Parameter, "N\n");
        var before = host.Picture();

        Applier.Apply(host.Context, Request, saved: null);
        Assert.Contains("options kvm ignore_msrs=1 report_ignored_msrs=0\n", host.Read("etc/modprobe.d/passthrough-kvm.conf"), StringComparison.Ordinal);
        Assert.True(Applier.Apply(host.Context, Request, saved: null).IsNothingToDo);

        host.RebootIsolated();
        Assert.Equal("ignore_msrs", Assert.Single(Failing(host)));
        host.Write(Parameter, "Y\n");
        Assert.Equal(VerifyOutcome.Verified, Verifier.Verify(host.Context).Outcome);

        host.Write(Parameter, "N\n");
        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
    }

    [Theory]
    [InlineData("options kvm ignore_msrs=1\n", false)]
    [InlineData("options kvm report_ignored_msrs=0 ignore_msrs=Y\n", false)]
    [InlineData("# options kvm ignore_msrs=1\n", true)]
    [InlineData("options kvm ignore_msrs=0\n", true)]
    [InlineData("options kvm_intel nested=1\n", true)]
    public void A_file_of_the_persons_own_that_says_it_already_is_enough(string text, bool isWritten)
    {
        using var host = new ScratchHost();
        host.Write(Parameter, "N\n");
        host.Write("etc/modprobe.d/kvm.conf", text);
        Assert.Equal(isWritten, Planner.Plan(host.Facts, Request).Changes.Any(change => change.Id is "kvm-options"));
    }

    [Fact]
    public void Without_the_module_kvm_they_are_refused()
    {
        using var host = new ScratchHost();
        Assert.Contains("modprobe kvm", Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, Request)).NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_that_a_plan_ends_with_asks_for_them_too()
    {
        using var host = new ScratchHost();
        host.Write(Parameter, "N\n");
        Assert.EndsWith("--gpu 0000:01:00.0 --ignore-msrs", PlanView.Closing(Planner.Plan(host.Facts, Request)).Last(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Failing(ScratchHost host) =>
        Verifier.Verify(host.Context).Checks.Where(check => check.Status == VerifyStatus.Failed).Select(check => check.Claim.Split(' ').Single(word => word is "ignore_msrs"));
}
