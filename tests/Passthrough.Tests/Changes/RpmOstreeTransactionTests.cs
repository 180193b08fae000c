using Passthrough.Changes;
using Passthrough.Changes.Verification;
using Passthrough.Failures;
using Passthrough.Host.Boot;
using Passthrough.Planning;
using Passthrough.Planning.Isolation;
using Passthrough.Readiness;

namespace Passthrough.Tests.Changes;

/// <summary>plan, apply and undo on a machine whose deployments rpm-ostree makes.</summary>
public class RpmOstreeTransactionTests
{
    private static readonly PlanRequest Request = ScratchHost.Request with { NoTrial = true };

    [Fact]
    public void The_rule_is_written_and_a_deployment_with_the_words_and_the_rule_is_made()
    {
        using var host = AtomicMachine.Create();
        Assert.Equal((BootLoaderKind.GrubLoaderEntries, KernelLineTool.RpmOstree), (host.Facts.Boot.Loader.Kind, host.Facts.Boot.LineTool));
        Assert.Equal("/" + AtomicMachine.Entry, host.Facts.Boot.NextDeployment!.Source);
        var plan = Planner.Plan(host.Facts, Request);
        Assert.Equal(["isolation-rule", "kernel-command-line", "initramfs-etc"], plan.Changes.Select(change => change.Id));
        Assert.Equal(
            [
                "rpm-ostree kargs --append-if-missing=intel_iommu=on --append-if-missing=iommu=pt", "rpm-ostree kargs --delete-if-present=intel_iommu=on --delete-if-present=iommu=pt",
                "rpm-ostree initramfs-etc --track=/etc/udev/rules.d/60-passthrough.rules", "rpm-ostree initramfs-etc --untrack=/etc/udev/rules.d/60-passthrough.rules",
            ],
            plan.Changes.OfType<ToolChange>().SelectMany(tool => new[] { string.Join(' ', tool.Do), string.Join(' ', tool.TakeBack) }));
        Assert.DoesNotContain(plan.Postconditions, condition => condition is BootEntriesHaveParameter or IsolatedBeforeDrivers);
        Assert.Equal(plan.Fingerprint, PlanJson.Read(PlanJson.Write(plan), "plan.json").Fingerprint);
        Assert.Contains(ReadinessRules.Judge(host.Facts), finding => finding.Id is "boot-loader-grub");
    }

    [Fact]
    public void Undo_makes_a_deployment_as_before()
    {
        using var host = AtomicMachine.Create();
        var before = host.Picture();
        var words = host.Facts.Boot.NextDeployment!.Words;
        Applier.Apply(host.Context, Request, saved: null);
        Assert.Equal([.. words, "intel_iommu=on", "iommu=pt"], host.Facts.Boot.NextDeployment!.Words);
        Assert.Equal([EarlyRule.Path], host.Facts.Boot.NextDeployment!.InitramfsFiles);
        Assert.Empty(Planner.Plan(host.Facts, Request).Changes);
        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
        Assert.Equal(words, host.Facts.Boot.NextDeployment!.Words);
        Assert.Empty(host.Facts.Boot.NextDeployment!.InitramfsFiles);
    }

    [Fact]
    public void After_the_reboot_it_is_verified_and_taken_back_from_the_deployment_that_runs()
    {
        using var host = AtomicMachine.Create();
        Applier.Apply(host.Context, Request, saved: null);
        host.Finalize();
        File.Delete(host.Roots.Run("passthrough/isolation"));
        Assert.Equal("/boot/loader/entries/ostree-3-fedora.conf", host.Facts.Boot.NextDeployment!.Source);
        Assert.Equal(VerifyOutcome.Verified, Verifier.Verify(host.Context).Outcome);
        Undoer.Undo(host.Context);
        Assert.DoesNotContain("iommu=pt", host.Facts.Boot.NextDeployment!.Words);
        Assert.Empty(host.Facts.Boot.NextDeployment!.InitramfsFiles);
        Assert.False(File.Exists(host.Roots.Etc("udev/rules.d/60-passthrough.rules")));
    }

    [Fact]
    public void What_stands_against_the_words_goes_and_comes_back_and_what_is_there_already_stays()
    {
        using var host = AtomicMachine.Create();
        host.Write(AtomicMachine.Entry, host.Read(AtomicMachine.Entry).Replace("quiet", "quiet iommu=pt intel_iommu=off", StringComparison.Ordinal));
        var line = Planner.Plan(host.Facts, Request).Changes.OfType<ToolChange>().First();
        Assert.Equal(["rpm-ostree", "kargs", "--append-if-missing=intel_iommu=on", "--delete-if-present=intel_iommu=off"], line.Do);
        Assert.Equal(["rpm-ostree", "kargs", "--delete-if-present=intel_iommu=on", "--append-if-missing=intel_iommu=off"], line.TakeBack);
    }

    [Fact]
    public void A_tool_that_fails_at_the_last_step_leaves_the_machine_as_it_was()
    {
        using var host = AtomicMachine.Create();
        var before = host.Picture();
        var calls = 0;
        host.Tools.OnRun = tool => host.Tools.Failing = ++calls == 2 ? tool : null;
        Assert.Throws<RolledBackException>(() => Applier.Apply(host.Context, Request, saved: null));
        Assert.Equal(before, host.Picture());
        Assert.DoesNotContain("iommu=pt", host.Facts.Boot.NextDeployment!.Words);
    }

    [Fact]
    public void A_trial_is_refused_and_so_is_isolation_by_ids()
    {
        using var host = AtomicMachine.Create();
        Assert.Contains("--no-trial", Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ScratchHost.Request)).NextStep, StringComparison.Ordinal);
        Assert.Contains("--isolation ids", Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, Request with { Isolation = IsolationWay.Ids })).NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void A_staged_deployment_that_cannot_be_followed_needs_root()
    {
        using var host = AtomicMachine.Create();
        host.Write(AtomicMachine.Staged, "rubbish");
        Assert.Contains("sudo", Assert.Throws<NeedsRootException>(() => Planner.Plan(host.Facts, Request)).NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void The_rule_names_each_function_by_address_and_identity_and_asks_for_all_before_it_takes_one()
    {
        using var host = AtomicMachine.Create();
        var rule = EarlyRule.Text(Planner.Plan(host.Facts, Request).Devices);
        Assert.Equal(
            """
            # Written by passthrough; 'passthrough undo' takes it back.
            # Sets the driver of the isolated card's functions before any driver is loaded, at the same address and identity only.
            # To boot once without this, add passthrough=off to the kernel line in the boot menu (press e there).
            ACTION!="add", GOTO="passthrough_end"
            SUBSYSTEM!="pci", GOTO="passthrough_end"
            IMPORT{cmdline}="passthrough"
            ENV{passthrough}=="off", GOTO="passthrough_end"
            IMPORT{cmdline}="single", GOTO="passthrough_end"
            IMPORT{cmdline}="rescue", GOTO="passthrough_end"
            IMPORT{cmdline}="emergency", GOTO="passthrough_end"
            ATTR{[pci/0000:01:00.0]vendor}!="0x1002", GOTO="passthrough_end"
            ATTR{[pci/0000:01:00.0]device}!="0x5159", GOTO="passthrough_end"
            ATTR{[pci/0000:01:00.0]subsystem_vendor}!="0x1af4", GOTO="passthrough_end"
            ATTR{[pci/0000:01:00.0]subsystem_device}!="0x1100", GOTO="passthrough_end"
            ATTR{[pci/0000:01:00.0]boot_vga}=="1", GOTO="passthrough_end"
            ATTR{[pci/0000:01:00.1]vendor}!="0x8086", GOTO="passthrough_end"
            ATTR{[pci/0000:01:00.1]device}!="0x293e", GOTO="passthrough_end"
            ATTR{[pci/0000:01:00.1]subsystem_vendor}!="0x1af4", GOTO="passthrough_end"
            ATTR{[pci/0000:01:00.1]subsystem_device}!="0x1100", GOTO="passthrough_end"
            ATTR{[pci/0000:01:00.1]boot_vga}=="1", GOTO="passthrough_end"
            TEST=="[pci/0000:01:00.0]driver_override", ATTR{[pci/0000:01:00.0]driver_override}="vfio-pci"
            TEST=="[pci/0000:01:00.1]driver_override", ATTR{[pci/0000:01:00.1]driver_override}="vfio-pci"
            KERNEL=="0000:01:00.0", RUN{builtin}+="kmod load vfio-pci"
            KERNEL=="0000:01:00.1", RUN{builtin}+="kmod load vfio-pci"
            LABEL="passthrough_end"

            """,
            rule);
    }
}
