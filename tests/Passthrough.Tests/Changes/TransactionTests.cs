using Passthrough.Changes;
using Passthrough.Changes.Journal;
using Passthrough.Changes.Verification;
using Passthrough.Failures;
using Passthrough.Planning;

namespace Passthrough.Tests.Changes;

public class TransactionTests
{
    [Fact]
    public void Apply_then_reboot_then_verify_holds_and_undo_leaves_the_machine_as_it_was()
    {
        using var host = new ScratchHost();
        var before = host.Picture();

        var applied = Applier.Apply(host.Context, ScratchHost.Request, saved: null);

        Assert.False(applied.IsNothingToDo);
        Assert.Contains("quiet intel_iommu=on iommu=pt", host.Read("etc/default/grub"), StringComparison.Ordinal);
        Assert.Contains("0000:01:00.1 8086:293e/1af4:1100\n", host.Read("etc/passthrough/isolated-devices"), StringComparison.Ordinal);
        Assert.Equal(VerifyOutcome.RebootNeeded, Verifier.Verify(host.Context).Outcome);

        host.RebootIsolated();
        var verified = Verifier.Verify(host.Context);
        Assert.All(verified.Checks, check => Assert.Equal(VerifyStatus.Ok, check.Status));
        Assert.Equal(VerifyOutcome.Verified, verified.Outcome);
        Assert.True(Applier.Apply(host.Context, ScratchHost.Request, saved: null).IsNothingToDo);

        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
        Assert.Equal(TransactionState.Undone, TransactionJournal.Newest(host.Roots)!.State);
        Assert.DoesNotContain(Directory.EnumerateFiles(TransactionJournal.Newest(host.Roots)!.Folder), path => path.EndsWith(".before", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mkinitramfs")]
    [InlineData("grub-mkconfig")]
    public void Apply_names_the_program_that_it_lacks_and_changes_nothing(string program)
    {
        using var host = new ScratchHost();
        host.Tools.Absent = program;
        var before = host.Picture();

        var refusal = Assert.Throws<RefusedException>(() => Applier.Apply(host.Context, ScratchHost.Request, saved: null));

        Assert.Contains(program, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void Apply_asks_for_no_builder_of_images_when_the_kernel_line_alone_changes()
    {
        using var host = new ScratchHost();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Directory.Delete(host.Roots.Var("lib/passthrough"), recursive: true);
        host.Write("boot/grub/grubenv", ToolDouble.Environment());
        host.Write("etc/default/grub", ScratchHost.Defaults);
        host.Tools.Absent = "mkinitramfs";

        var applied = Applier.Apply(host.Context, ScratchHost.Request, saved: null);

        Assert.DoesNotContain(applied.Plan.Changes, change => change is InitramfsChange);
        Assert.Contains("intel_iommu=on", host.Read("boot/grub/grub.cfg"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_on_the_applied_machine_is_empty()
    {
        using var host = new ScratchHost();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Assert.Empty(Planner.Plan(host.Facts, ScratchHost.Request).Changes);
    }

    [Fact]
    public void Cut_off_at_any_point_of_apply_recover_brings_back_the_machine_as_it_was()
    {
        using var host = new ScratchHost();
        using var snapshots = new Snapshots(host);
        var before = host.Picture();
        Applier.Apply(host.Context with { Progress = _ => snapshots.Take() }, ScratchHost.Request, saved: null);

        Assert.InRange(snapshots.Roots.Count, 20, 100);
        foreach (var roots in snapshots.Roots)
        {
            Assert.Throws<UnfinishedTransactionException>(() => Applier.Apply(new ChangeContext(roots, host.Tools), ScratchHost.Request, saved: null));
            var results = Recoverer.Recover(new ChangeContext(roots, new ToolDouble(roots)), leavesChanged: false);
            Assert.False(Assert.Single(results).WasUndo);
            Assert.Equal(before, ScratchHost.Picture(roots.Root));
            Assert.Empty(Recoverer.Recover(new ChangeContext(roots, new ToolDouble(roots)), leavesChanged: false));
        }
    }

    [Fact]
    public void Cut_off_at_any_point_of_undo_recover_finishes_the_undo()
    {
        using var host = new ScratchHost();
        using var snapshots = new Snapshots(host);
        var before = host.Picture();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Undoer.Undo(host.Context with { Progress = _ => snapshots.Take() });

        Assert.NotEmpty(snapshots.Roots);
        foreach (var roots in snapshots.Roots)
        {
            Assert.True(Assert.Single(Recoverer.Recover(new ChangeContext(roots, new ToolDouble(roots)), leavesChanged: false)).WasUndo);
            Assert.Equal(before, ScratchHost.Picture(roots.Root));
        }
    }

    [Theory]
    [InlineData("mkinitramfs")]
    [InlineData("grub-mkconfig")]
    public void A_failing_tool_leaves_the_machine_as_it_was(string tool)
    {
        using var host = new ScratchHost();
        var before = host.Picture();
        host.Tools.Failing = tool;
        var error = Assert.Throws<RolledBackException>(() => Applier.Apply(host.Context, ScratchHost.Request, saved: null));
        Assert.Contains(tool, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, host.Picture());
        Assert.Null(TransactionJournal.Newest(host.Roots));
    }

    [Fact]
    public void An_image_whose_script_comes_after_udev_is_not_used()
    {
        using var host = new ScratchHost();
        var before = host.Picture();
        host.Tools.Order = ["udev", "passthrough"];
        var error = Assert.Throws<RolledBackException>(() => Applier.Apply(host.Context, ScratchHost.Request, saved: null));
        Assert.Contains("after udev", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void Ctrl_C_takes_everything_back()
    {
        using var host = new ScratchHost();
        using var stop = new CancellationTokenSource();
        var before = host.Picture();
        host.Tools.OnRun = _ => stop.Cancel();
        var error = Assert.Throws<RolledBackException>(() => Applier.Apply(host.Context with { Cancellation = stop.Token }, ScratchHost.Request, saved: null));
        Assert.Contains("interrupted", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void Undo_stops_at_a_file_that_someone_edited_and_shows_all_three_versions()
    {
        using var host = new ScratchHost();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        host.Write("etc/default/grub", host.Read("etc/default/grub").Replace("GRUB_TIMEOUT=5", "GRUB_TIMEOUT=1", StringComparison.Ordinal));
        var before = host.Picture();
        var error = Assert.Throws<ConflictException>(() => Undoer.Undo(host.Context));
        Assert.Contains("before: sha256", error.Message, StringComparison.Ordinal);
        Assert.Contains("after:  sha256", error.Message, StringComparison.Ordinal);
        Assert.Contains("now:    sha256", error.Message, StringComparison.Ordinal);
        Assert.Contains("\n-GRUB_TIMEOUT=5\n+GRUB_TIMEOUT=1\n", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, host.Picture());
        Assert.Equal(TransactionState.Committed, TransactionJournal.Newest(host.Roots)!.State);
    }

    [Fact]
    public void Undo_stops_at_a_file_whose_mode_someone_changed()
    {
        using var host = new ScratchHost();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        File.SetUnixFileMode(host.Roots.Etc("default/grub"), UnixFileMode.UserRead);
        Assert.Throws<ConflictException>(() => Undoer.Undo(host.Context));
    }

    [Fact]
    public void Undo_after_a_kernel_update_builds_images_and_menu_anew_without_this_program_in_them()
    {
        using var host = new ScratchHost();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        host.AddKernel("6.1.0-3-amd64");
        host.Write("boot/initrd.img-6.1.0-2-amd64", "built by the update");
        host.Write("boot/grub/grub.cfg", ToolDouble.GrubConfiguration(host.Roots));
        File.Delete(host.Roots.Boot("initrd.img-6.1.0-1-amd64"));
        File.Delete(host.Roots.Boot("vmlinuz-6.1.0-1-amd64"));

        var undone = Undoer.Undo(host.Context);

        Assert.Contains(undone.Files, file => file.Path.EndsWith("6.1.0-1-amd64", StringComparison.Ordinal) && file.How == Reversal.Skipped);
        Assert.Contains(undone.Files, file => file.Path.EndsWith("6.1.0-2-amd64", StringComparison.Ordinal) && file.How == Reversal.Regenerated);
        Assert.Contains(undone.Files, file => file.Path.EndsWith("grub.cfg", StringComparison.Ordinal) && file.How == Reversal.Regenerated);
        Assert.DoesNotContain("intel_iommu", host.Read("boot/grub/grub.cfg"), StringComparison.Ordinal);
        Assert.False(host.Read("boot/initrd.img-6.1.0-3-amd64").StartsWith("old image", StringComparison.Ordinal));
        Assert.False(File.Exists(host.Roots.Boot("initrd.img-6.1.0-1-amd64")));
        Assert.Equal(VerifyOutcome.Verified, Verifier.Verify(host.Context).Outcome);
    }

    [Fact]
    public void Recover_stops_at_a_file_that_someone_edited_after_the_cut_and_leaves_it_when_asked()
    {
        using var host = new ScratchHost();
        using var snapshots = new Snapshots(host);
        Applier.Apply(host.Context with { Progress = _ => snapshots.Take() }, ScratchHost.Request, saved: null);
        var roots = snapshots.Roots[^1];
        var context = new ChangeContext(roots, new ToolDouble(roots));
        File.WriteAllText(roots.Etc("default/grub"), "GRUB_CMDLINE_LINUX_DEFAULT=\"mine\"\n");
        var before = ScratchHost.Picture(roots.Root);
        Assert.Throws<ConflictException>(() => Recoverer.Recover(context, leavesChanged: false));
        Assert.Equal(before, ScratchHost.Picture(roots.Root));

        var result = Assert.Single(Recoverer.Recover(context, leavesChanged: true));
        Assert.Contains(result.Files, file => file.How == Reversal.LeftChanged && file.Path.EndsWith("default/grub", StringComparison.Ordinal));
        Assert.Equal(["GRUB_CMDLINE_LINUX_DEFAULT=\"mine\""], File.ReadAllLines(roots.Etc("default/grub")));
        Assert.False(File.Exists(roots.Etc("passthrough/isolated-devices")));
    }

    [Fact]
    public void A_saved_plan_for_another_state_is_not_applied_and_the_difference_is_named()
    {
        using var host = new ScratchHost();
        var saved = PlanJson.Read(PlanJson.Write(Planner.Plan(host.Facts, ScratchHost.Request)), "plan.json");
        host.SetDriver("0000:01:00.0", null);
        var before = host.Picture();
        var error = Assert.Throws<StalePlanException>(() => Applier.Apply(host.Context, saved.Request!, saved));
        Assert.Contains("driver radeon", error.Message, StringComparison.Ordinal);
        Assert.Contains("driver none", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void A_saved_plan_for_the_same_state_is_applied()
    {
        using var host = new ScratchHost();
        var saved = PlanJson.Read(PlanJson.Write(Planner.Plan(host.Facts, ScratchHost.Request)), "plan.json");
        Assert.NotNull(Applier.Apply(host.Context, saved.Request!, saved).TransactionId);
    }

    [Fact]
    public void A_second_command_is_refused_while_one_runs_and_the_first_is_named()
    {
        using var host = new ScratchHost();
        BusyException? error = null;
        host.Tools.OnRun = _ => error ??= Assert.Throws<BusyException>(() => Recoverer.Recover(host.Context, leavesChanged: false));
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Assert.Contains($"pid {Environment.ProcessId}", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_linked_file_is_edited_where_the_link_leads_and_the_link_stays()
    {
        using var host = new ScratchHost();
        File.Move(host.Roots.Etc("default/grub"), host.Roots.Etc("grub-real"));
        File.CreateSymbolicLink(host.Roots.Etc("default/grub"), "../grub-real");
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Assert.Equal("../grub-real", new FileInfo(host.Roots.Etc("default/grub")).LinkTarget);
        Assert.Contains("intel_iommu=on", host.Read("etc/grub-real"), StringComparison.Ordinal);
        Undoer.Undo(host.Context);
        Assert.Equal(ScratchHost.Defaults, host.Read("etc/grub-real"));
    }

    [Fact]
    public void A_machine_with_another_loaders_hook_is_refused()
    {
        using var host = new ScratchHost();
        host.Write("etc/initramfs/post-update.d/flash", "#!/bin/sh\n");
        File.SetUnixFileMode(host.Roots.Etc("initramfs/post-update.d/flash"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var error = Assert.Throws<RefusedException>(() => Applier.Apply(host.Context, ScratchHost.Request, saved: null));
        Assert.Contains("/etc/initramfs/post-update.d/flash", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_plan_on_top_of_an_applied_one_is_refused()
    {
        using var host = new ScratchHost();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        File.Delete(host.Roots.Etc("passthrough/isolated-devices"));
        var error = Assert.Throws<RefusedException>(() => Applier.Apply(host.Context, ScratchHost.Request, saved: null));
        Assert.Contains("undo", error.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_names_what_does_not_hold()
    {
        using var host = new ScratchHost();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        host.RebootIsolated();
        host.SetDriver("0000:01:00.1", "snd_hda_intel");
        var report = Verifier.Verify(host.Context);
        Assert.Equal(VerifyOutcome.NotVerified, report.Outcome);
        Assert.Contains(report.Checks, check => check.Status == VerifyStatus.Failed && check.Evidence.Contains("snd_hda_intel", StringComparison.Ordinal));
    }

    [Fact]
    public void Undo_then_verify_asks_for_the_reboot_when_the_card_is_still_isolated()
    {
        using var host = new ScratchHost();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        host.RebootIsolated();
        Undoer.Undo(host.Context);
        Assert.Equal(VerifyOutcome.RebootNeeded, Verifier.Verify(host.Context).Outcome);
    }
}
