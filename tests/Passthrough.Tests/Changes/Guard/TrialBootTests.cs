using Passthrough.Changes;
using Passthrough.Changes.Guard;
using Passthrough.Changes.Journal;
using Passthrough.Changes.Verification;
using Passthrough.Failures;

namespace Passthrough.Tests.Changes.Guard;

public class TrialBootTests
{
    private const string Environment = "boot/grub/grubenv";

    [Fact]
    public void After_apply_the_next_start_is_the_trial_and_there_is_nothing_to_confirm_yet()
    {
        using var host = Applied();
        Assert.Equal(ToolDouble.Environment("saved_entry=0", "passthrough_trial=1"), host.Read(Environment));
        Assert.Equal(TrialState.Waiting, StatusReader.Read(host.Context).Trial);
        Assert.Equal(TrialState.Waiting, Confirmer.Confirm(host.Context).State);
        Assert.Equal(TrialState.Waiting, StatusReader.Read(host.Context).Trial);
    }

    [Fact]
    public void A_trial_boot_in_which_all_holds_becomes_the_default_and_doing_it_again_does_no_harm()
    {
        using var host = Applied();
        host.RebootIsolated();
        Forget(host);
        Assert.Equal(TrialState.Running, StatusReader.Read(host.Context).Trial);

        var confirmed = Confirmer.Confirm(host.Context);

        Assert.Equal(TrialState.Confirmed, confirmed.State);
        Assert.True(confirmed.Trial!.IsGood);
        Assert.Equal(ToolDouble.Environment("saved_entry=0", "passthrough_good=1"), host.Read(Environment));
        Assert.True(Confirmer.Confirm(host.Context).WasConfirmedBefore);
        Assert.Equal(VerifyOutcome.Verified, Verifier.Verify(host.Context).Outcome);
    }

    [Fact]
    public void A_trial_boot_in_which_something_fails_is_not_confirmed_and_status_says_what()
    {
        using var host = Applied();
        host.RebootIsolated();
        host.SetDriver("0000:00:01.0", null);
        Forget(host);

        Assert.Equal(TrialState.Running, Confirmer.Confirm(host.Context).State);

        Assert.Equal(ToolDouble.Environment("saved_entry=0"), host.Read(Environment));
        Assert.Contains("0000:00:01.0", Assert.Single(StatusReader.Read(host.Context).TrialFailed), StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_as_before_is_not_confirmed_until_the_next_trial_is_good()
    {
        using var host = Applied();
        FallBack(host);
        Assert.Equal(TrialState.FellBack, Confirmer.Confirm(host.Context).State);
        Assert.Contains("--try-again", StatusReader.Read(host.Context).NextStep, StringComparison.Ordinal);

        Assert.Equal(TrialState.Waiting, Confirmer.TryAgain(host.Context).State);
        Assert.Equal(ToolDouble.Environment("saved_entry=0", "passthrough_trial=1"), host.Read(Environment));

        host.RebootIsolated();
        Forget(host);
        Assert.Equal(TrialState.Confirmed, Confirmer.Confirm(host.Context).State);
        Assert.Equal(TrialState.Confirmed, Confirmer.TryAgain(host.Context).State);
    }

    [Fact]
    public void Undo_takes_out_what_the_trial_left_and_keeps_what_others_wrote()
    {
        using var host = new ScratchHost();
        var before = host.Picture();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        host.RebootIsolated();
        Forget(host);
        Confirmer.Confirm(host.Context);
        host.Write(Environment, ToolDouble.Environment("saved_entry=2", "passthrough_good=1"));

        var undone = Undoer.Undo(host.Context);

        Assert.Equal(Reversal.TakenOut, Assert.Single(undone.Files, file => file.Path.EndsWith("grubenv", StringComparison.Ordinal)).How);
        Assert.Equal(ToolDouble.Environment("saved_entry=2"), host.Read(Environment));
        Assert.Equal(ScratchHost.Names(before), ScratchHost.Names(host.Picture()));
    }

    [Fact]
    public void Undo_passes_over_a_file_of_variables_that_is_gone()
    {
        using var host = Applied();
        File.Delete(host.Roots.Locate("/" + Environment));
        Assert.Equal(Reversal.Skipped, Assert.Single(Undoer.Undo(host.Context).Files, file => file.Path.EndsWith("grubenv", StringComparison.Ordinal)).How);
    }

    [Fact]
    public void What_was_applied_without_a_trial_needs_no_confirmation()
    {
        using var host = new ScratchHost();
        Applier.Apply(host.Context, ScratchHost.Request with { NoTrial = true }, saved: null);
        Assert.Null(Confirmer.Confirm(host.Context).State);
        Assert.Null(StatusReader.Read(host.Context).Trial);
    }

    [Fact]
    public void What_is_left_of_an_earlier_trial_is_refused_before_anything_is_written()
    {
        using var host = new ScratchHost();
        host.Write(Environment, ToolDouble.Environment("passthrough_good=1"));
        var before = host.Picture();
        Assert.Contains("unset passthrough_good", Assert.Throws<RefusedException>(() => Applier.Apply(host.Context, ScratchHost.Request, saved: null)).NextStep, StringComparison.Ordinal);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void With_nothing_applied_there_is_nothing_to_confirm()
    {
        using var host = new ScratchHost();
        Assert.Throws<NotFoundException>(() => Confirmer.Confirm(host.Context));
        Assert.Throws<NotFoundException>(() => Confirmer.TryAgain(host.Context));
    }

    private static ScratchHost Applied()
    {
        var host = new ScratchHost();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        return host;
    }

    /// <summary>What GRUB does as it starts the trial.</summary>
    private static void Forget(ScratchHost host) => host.Write(Environment, ToolDouble.Environment("saved_entry=0"));

    /// <summary>The start after a trial boot that was not confirmed.</summary>
    private static void FallBack(ScratchHost host)
    {
        Forget(host);
        host.Write("proc/sys/kernel/random/boot_id", "33333333-3333-3333-3333-333333333333\n");
        host.Write("proc/cmdline", "BOOT_IMAGE=/boot/vmlinuz-6.1.0-2-amd64 root=UUID=aa ro quiet passthrough=off\n");
    }
}
