using Passthrough.Changes;
using Passthrough.Changes.Journal;
using Passthrough.Changes.Verification;
using Passthrough.Failures;
using Passthrough.Host.Boot;
using Passthrough.Planning;
using Passthrough.Readiness;

namespace Passthrough.Tests.Changes;

/// <summary>plan, apply, undo and recover on a machine whose boot partitions proxmox-boot-tool writes.</summary>
public class ProxmoxTransactionTests
{
    private static readonly PlanRequest Request = ScratchHost.Request with { NoTrial = true };

    [Fact]
    public void A_trial_is_refused_for_today_s_start_cannot_be_kept_on_partitions_that_are_not_mounted()
    {
        using var host = ProxmoxMachine.Create();
        var refused = Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ScratchHost.Request));
        Assert.Equal("/etc/kernel/proxmox-boot-uuids", refused.Where);
        Assert.Contains("--no-trial", refused.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_is_edited_the_images_are_built_and_the_tool_carries_them_at_the_end()
    {
        using var host = ProxmoxMachine.Create();
        var plan = Planner.Plan(host.Facts, Request);
        Assert.Equal(["isolated-devices", "initramfs-hook", "isolation-script", "kernel-command-line", "initramfs", "boot-partitions"], plan.Changes.Select(change => change.Id));
        Assert.DoesNotContain(plan.Postconditions, condition => condition is BootEntriesHaveParameter);
        Assert.Contains(new KernelParameterPresent("intel_iommu=on"), plan.Postconditions);
        Assert.Equal(plan.Fingerprint, PlanJson.Read(PlanJson.Write(plan), "plan.json").Fingerprint);
        Assert.IsType<BootPartitionsChange>(PlanJson.Read(PlanJson.Write(plan), "plan.json").Changes[^1]);
        Assert.Contains(ReadinessRules.Judge(host.Facts), finding => finding.Id is "boot-loader-systemd-boot");
        Assert.DoesNotContain(ReadinessRules.Judge(host.Facts), finding => finding.Id is "boot-entries-unreadable");
    }

    [Fact]
    public void Undo_gives_back_the_same_bytes_in_the_machine_and_on_the_partitions()
    {
        using var host = ProxmoxMachine.Create();
        var (before, partition) = (host.Picture(), host.Partition());
        Applier.Apply(host.Context, Request, saved: null);
        Assert.Equal($"{ProxmoxMachine.Line} intel_iommu=on iommu=pt\n", host.PartitionLine());
        Assert.NotEqual(partition, host.Partition());
        Assert.Empty(Planner.Plan(host.Facts, Request).Changes);
        var undone = Undoer.Undo(host.Context);
        Assert.Equal((before, partition), (host.Picture(), host.Partition()));
        Assert.Equal(Reversal.Regenerated, Assert.Single(undone.Files, file => file.Path is "/etc/kernel/proxmox-boot-uuids").How);
    }

    [Fact]
    public void Grub_takes_its_line_from_its_defaults_which_the_tool_carries_too()
    {
        using var host = ProxmoxMachine.WithGrub();
        Assert.Equal((BootLoaderKind.Grub, KernelLineTool.ProxmoxBootTool), (host.Facts.Boot.Loader.Kind, host.Facts.Boot.LineTool));
        var (before, partition) = (host.Picture(), host.Partition());
        var applied = Applier.Apply(host.Context, Request, saved: null);
        Assert.Equal("/etc/default/grub", applied.Plan.Changes.OfType<FileChange>().Single(change => change.Id is "kernel-command-line").Path);
        Assert.Contains("quiet intel_iommu=on iommu=pt", host.PartitionLine(), StringComparison.Ordinal);
        Undoer.Undo(host.Context);
        Assert.Equal((before, partition), (host.Picture(), host.Partition()));
    }

    [Fact]
    public void A_grub_configuration_that_is_not_on_the_partitions_says_nothing()
    {
        using var host = ProxmoxMachine.WithGrub();
        host.Write("boot/grub/grub.cfg", "menuentry 'Old' {\n linux /ROOT/pve-1@/boot/vmlinuz root=ZFS=old\n}\n");
        Assert.Equal(BootLoaderKind.Grub, host.Facts.Boot.Loader.Kind);
        Assert.Empty(host.Facts.Boot.Entries);
    }

    [Fact]
    public void Killed_while_applying_recover_brings_back_the_machine_and_the_partitions_also_when_others_ran_the_tool_meanwhile()
    {
        using var host = ProxmoxMachine.Create();
        using var snapshots = new Snapshots(host);
        var (before, partition) = (host.Picture(), host.Partition());
        Applier.Apply(host.Context with { Progress = _ => snapshots.Take() }, Request, saved: null);
        Assert.All(snapshots.Roots.Index(), copy => Assert.Equal((before, partition), Recovered(copy.Item, isToolRun: copy.Index % 2 == 0)));
        Assert.InRange(snapshots.Roots.Count, 10, 100);
    }

    [Fact]
    public void Killed_while_undoing_recover_finishes_on_the_partitions_too()
    {
        using var host = ProxmoxMachine.Create();
        using var snapshots = new Snapshots(host);
        var (before, partition) = (host.Picture(), host.Partition());
        Applier.Apply(host.Context, Request, saved: null);
        Undoer.Undo(host.Context with { Progress = _ => snapshots.Take() });
        Assert.All(snapshots.Roots.Index(), copy => Assert.Equal((before, partition), Recovered(copy.Item, isToolRun: copy.Index % 2 == 0)));
        Assert.InRange(snapshots.Roots.Count, 5, 100);
    }

    [Fact]
    public void A_tool_that_fails_while_it_is_applied_is_run_again_when_all_is_taken_back()
    {
        using var host = ProxmoxMachine.Create();
        var (before, partition) = (host.Picture(), host.Partition());
        var calls = 0;
        host.Tools.OnRun = tool => host.Tools.Failing = tool is "proxmox-boot-tool" && ++calls == 1 ? tool : null;
        Assert.Throws<RolledBackException>(() => Applier.Apply(host.Context, Request, saved: null));
        Assert.Equal(2, calls);
        Assert.Equal((before, partition), (host.Picture(), host.Partition()));
    }

    [Fact]
    public void A_tool_that_fails_while_undoing_leaves_it_to_recover()
    {
        using var host = ProxmoxMachine.Create();
        var (before, partition) = (host.Picture(), host.Partition());
        Applier.Apply(host.Context, Request, saved: null);
        host.Tools.Failing = "proxmox-boot-tool";
        Assert.Contains("recover", Assert.Throws<RollbackIncompleteException>(() => Undoer.Undo(host.Context)).NextStep, StringComparison.Ordinal);
        host.Tools.Failing = null;
        Assert.True(Assert.Single(Recoverer.Recover(host.Context, leavesChanged: false)).WasUndo);
        Assert.Equal((before, partition), (host.Picture(), host.Partition()));
    }

    [Fact]
    public void After_the_reboot_it_is_verified_by_what_the_machine_is()
    {
        using var host = ProxmoxMachine.Create();
        Applier.Apply(host.Context, Request, saved: null);
        host.RebootIsolated();
        host.Boot($"initrd=\\x {ProxmoxMachine.Line} intel_iommu=on iommu=pt");
        Assert.Equal(VerifyOutcome.Verified, Verifier.Verify(host.Context).Outcome);
    }

    [Theory]
    [InlineData("boot=zfs\nroot=ZFS=rpool/ROOT/pve-1\n", "has no root=")]
    [InlineData("", "has no root=")]
    [InlineData("root=ZFS=rpool \"a\n", "a quote is left open")]
    public void A_first_line_that_the_tool_would_not_take_is_refused(string text, string why)
    {
        using var host = ProxmoxMachine.Create();
        host.Write("etc/kernel/cmdline", text);
        Assert.Contains(why, Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, Request)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_file_the_tool_would_take_the_running_line_which_undo_cannot_take_back()
    {
        using var host = ProxmoxMachine.Create();
        File.Delete(host.Roots.Etc("kernel/cmdline"));
        Assert.Contains("/proc/cmdline", Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, Request)).NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_first_line_is_edited_for_only_that_is_read()
    {
        using var host = ProxmoxMachine.Create();
        host.Write("etc/kernel/cmdline", "root=ZFS=a iommu=off\n# iommu=off\nold line\n");
        Assert.Equal("root=ZFS=a iommu=pt intel_iommu=on\n# iommu=off\nold line\n", Planner.Plan(host.Facts, Request).Changes.OfType<FileChange>().Single(change => change.Id is "kernel-command-line").After);
    }

    [Fact]
    public void The_tools_own_program_after_each_image_is_known_here_only_and_the_tool_must_be_there()
    {
        using var host = ProxmoxMachine.Create();
        host.Tools.Absent = "proxmox-boot-tool";
        Assert.Contains("proxmox-boot-tool", Assert.Throws<RefusedException>(() => Applier.Apply(host.Context, Request, saved: null)).Message, StringComparison.Ordinal);
        using var other = new ScratchHost();
        other.Write(ProxmoxMachine.Hook, "#!/bin/sh\n");
        File.SetUnixFileMode(Path.Combine(other.Root, ProxmoxMachine.Hook), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Contains("proxmox-boot-sync", Assert.Throws<RefusedException>(() => Applier.Apply(other.Context, ScratchHost.Request, saved: null)).Message, StringComparison.Ordinal);
    }

    /// <summary>What recover makes of a copy of the machine: its files, and what is on the partition. A copy that was taken before the first effect, or after the last marker, needs none.</summary>
    private static (string Picture, string Partition) Recovered(Passthrough.Host.HostRoots roots, bool isToolRun)
    {
        var tools = new ToolDouble(roots);
        Array.ForEach(isToolRun ? [tools] : Array.Empty<ToolDouble>(), tool => tool.WriteBootPartitions(new Passthrough.Changes.Tools.ToolSurroundings("", "", CancellationToken.None)));
        Recoverer.Recover(new Passthrough.Changes.ChangeContext(roots, tools), leavesChanged: false);
        return (ScratchHost.Picture(roots.Root), ProxmoxMachine.PartitionOf(roots.Root));
    }
}
