using Passthrough.Changes;
using Passthrough.Changes.Guard;
using Passthrough.Changes.Journal;
using Passthrough.Changes.Verification;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Planning;
using Passthrough.Tests.Planning.Surroundings;

namespace Passthrough.Tests.Changes;

/// <summary>What the system's own tools change: written down before, judged on the machine, taken back by the same tools.</summary>
public class ToolChangeTests
{
    private static PlanRequest Request => ScratchHost.Request with { User = "jan", DefaultNetwork = true };

    [Fact]
    public void Apply_runs_the_tools_and_undo_runs_their_inverse_last_first()
    {
        using var host = SurroundedHost.Create();
        var before = host.Picture();

        Applier.Apply(host.Context, Request, saved: null);
        Assert.Equal(
            ["gpasswd -a jan kvm", "gpasswd -a jan libvirt", "virsh --connect qemu:///system net-autostart default", "virsh --connect qemu:///system net-start default"], host.Tools.Commands);
        Assert.Contains("libvirt:x:110:eva,jan\n", host.Read("etc/group"), StringComparison.Ordinal);
        Assert.Contains("membership of jan in kvm", StatusReader.Read(host.Context).ByTools);
        Assert.DoesNotContain(StatusReader.Read(host.Context).Files, file => file.Contains("membership", StringComparison.Ordinal));
        Assert.True(Applier.Apply(host.Context, Request, saved: null).IsNothingToDo);

        host.Tools.Commands.Clear();
        var undone = Undoer.Undo(host.Context);
        Assert.Equal(
            ["virsh --connect qemu:///system net-destroy default", "virsh --connect qemu:///system net-autostart --disable default", "gpasswd -d jan libvirt", "gpasswd -d jan kvm"], host.Tools.Commands);
        Assert.Contains(undone.Files, file => file is { Path: "membership of jan in kvm", How: Reversal.Restored });
        Assert.Equal(before, host.Picture());
        Assert.Equal(SurroundedHost.Groups, host.Read("etc/group"));
    }

    [Fact]
    public void A_network_that_libvirt_is_still_starting_counts_as_on_for_verify_and_for_undo()
    {
        using var host = SurroundedHost.Create();
        var before = host.Picture();
        Applier.Apply(host.Context, Request, saved: null);
        var status = host.Roots.Run("libvirt/network/default.xml");
        var xml = File.ReadAllBytes(status);
        var context = host.Context with { Network = new NetworkDouble { OnAsk = _ => File.WriteAllBytes(status, xml) } };

        File.Delete(status);
        Assert.Contains(Verifier.Verify(context).Checks, check => check is { Claim: "libvirt's network default is on", Status: VerifyStatus.Ok });

        File.Delete(status);
        host.Tools.Commands.Clear();
        Undoer.Undo(context);
        Assert.Contains("virsh --connect qemu:///system net-destroy default", host.Tools.Commands);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void Cut_off_at_any_point_of_apply_recover_brings_back_the_machine_as_it_was()
    {
        using var host = SurroundedHost.Create();
        using var snapshots = new Snapshots(host);
        var before = host.Picture();

        // Before each tool too: it is written down and has not run.
        host.Tools.OnRun = _ => snapshots.Take();
        Applier.Apply(host.Context with { Progress = progress => TakeOf(progress, snapshots) }, Request with { NoTrial = true }, saved: null);

        Assert.InRange(snapshots.Roots.Count, 12, 60);
        foreach (var roots in snapshots.Roots)
        {
            Assert.False(Assert.Single(Recoverer.Recover(new ChangeContext(roots, new ToolDouble(roots)), leavesChanged: false)).WasUndo);
            Assert.Equal(before, ScratchHost.Picture(roots.Root));
            Assert.Empty(Directory.EnumerateFiles(roots.Run("libvirt/network")));
        }
    }

    [Fact]
    public void Cut_off_at_any_point_of_undo_recover_finishes_the_undo()
    {
        using var host = SurroundedHost.Create();
        using var snapshots = new Snapshots(host);
        var before = host.Picture();
        Applier.Apply(host.Context, Request with { NoTrial = true }, saved: null);
        host.Tools.OnRun = _ => snapshots.Take();
        Undoer.Undo(host.Context with { Progress = progress => TakeOf(progress, snapshots) });

        Assert.InRange(snapshots.Roots.Count, 8, 40);
        foreach (var roots in snapshots.Roots)
        {
            Assert.True(Assert.Single(Recoverer.Recover(new ChangeContext(roots, new ToolDouble(roots)), leavesChanged: false)).WasUndo);
            Assert.Equal(before, ScratchHost.Picture(roots.Root));
            Assert.Empty(Directory.EnumerateFiles(roots.Run("libvirt/network")));
        }
    }

    [Theory]
    [InlineData("gpasswd")]
    [InlineData("virsh")]
    [InlineData("grub-mkconfig")]
    public void A_tool_that_fails_takes_everything_back(string tool)
    {
        using var host = SurroundedHost.Create();
        var before = host.Picture();
        host.Tools.Failing = tool;
        Assert.Contains(tool, Assert.Throws<RolledBackException>(() => Applier.Apply(host.Context, Request, saved: null)).Message, StringComparison.Ordinal);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void A_tool_that_does_nothing_and_says_it_did_is_found_out()
    {
        using var host = SurroundedHost.Create();
        host.Tools.IsIdle = true;
        var error = Assert.Throws<RolledBackException>(() => Applier.Apply(host.Context, Request, saved: null));
        Assert.Contains("not so that jan is in the group kvm", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_is_not_there_is_named_before_anything_is_changed()
    {
        using var host = SurroundedHost.Create();
        var before = host.Picture();
        host.Tools.Absent = "virsh";
        Assert.Contains("virsh", Assert.Throws<RefusedException>(() => Applier.Apply(host.Context, Request, saved: null)).Message, StringComparison.Ordinal);
        Assert.Equal(before, host.Picture());
        Assert.Empty(host.Tools.Commands);
    }

    [Fact]
    public void What_others_took_back_since_is_left_alone()
    {
        using var host = SurroundedHost.Create();
        Applier.Apply(host.Context, Request, saved: null);
        host.Write("etc/group", SurroundedHost.Groups.Replace("kvm:x:105:", "kvm:x:105:eva", StringComparison.Ordinal));
        host.Tools.Commands.Clear();
        Undoer.Undo(host.Context);
        Assert.DoesNotContain(host.Tools.Commands, command => command.StartsWith("gpasswd", StringComparison.Ordinal));
        Assert.Contains("kvm:x:105:eva\n", host.Read("etc/group"), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_a_tool_cannot_run_for_a_machine_below_a_folder_the_command_is_named()
    {
        using var host = SurroundedHost.Create();
        Applier.Apply(host.Context, Request, saved: null);
        host.Tools.Failing = "virsh";
        var undone = Undoer.Undo(host.Context);
        var left = Assert.Single(undone.Files, file => file.Path.StartsWith("autostart", StringComparison.Ordinal));
        Assert.Equal(Reversal.Skipped, left.How);
        Assert.Equal("sudo virsh --connect qemu:///system net-autostart --disable default", left.Command);
        Assert.Contains(ReversalView.Lines(undone.Files), line => line.Contains("net-autostart --disable default", StringComparison.Ordinal));
        Assert.Equal(SurroundedHost.Groups, host.Read("etc/group"));
        Assert.Contains(Verifier.Verify(host.Context).Checks, check => check.Status == VerifyStatus.Failed && check.Claim.Contains("network default", StringComparison.Ordinal));
    }

    [Fact]
    public void They_make_no_start_of_the_machine_bad()
    {
        using var host = SurroundedHost.Create();
        Applier.Apply(host.Context, Request, saved: null);
        host.RebootIsolated();
        host.Write("boot/grub/grubenv", ToolDouble.Environment("saved_entry=0"));
        File.Delete(host.Roots.Run("libvirt/network/default.xml"));

        Assert.Contains(Verifier.Verify(host.Context).Checks, check => check.Status == VerifyStatus.Failed && check.Claim.Contains("network default", StringComparison.Ordinal));
        Assert.Equal(TrialState.Confirmed, Confirmer.Confirm(host.Context).State);
    }

    [Fact]
    public void A_plan_keeps_them_in_its_document_and_shows_both_commands()
    {
        using var host = SurroundedHost.Create();
        var plan = Planner.Plan(host.Facts, Request);
        Assert.Equal(plan.Fingerprint, PlanJson.Read(PlanJson.Write(plan), "plan").Fingerprint);
        Assert.Equal(PlanJson.Write(plan), PlanJson.Write(PlanJson.Read(PlanJson.Write(plan), "plan")));
        var lines = PlanView.Lines(plan, host.Facts, 200).ToList();
        Assert.Contains("   runs       gpasswd -a jan kvm", lines);
        Assert.Contains("   undo runs  gpasswd -d jan kvm", lines);
    }

    [Fact]
    public void They_alone_bring_neither_a_trial_boot_nor_a_new_image()
    {
        using var host = SurroundedHost.Create();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        var plan = Planner.Plan(host.Facts, Request);
        Assert.Equal(["group-kvm", "group-libvirt", "locked-memory", "network-autostart", "network-start"], plan.Changes.Select(change => change.Id));
        Assert.Null(plan.TrialBoot);
    }

    private static void TakeOf(ChangeProgress progress, Snapshots snapshots) => Array.ForEach(progress.Kind == ProgressKind.Step ? [] : new[] { snapshots }, taken => taken.Take());
}
