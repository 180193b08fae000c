using Passthrough.Changes;
using Passthrough.Changes.Guard;
using Passthrough.Changes.Journal;
using Passthrough.Changes.Verification;
using Passthrough.Failures;
using Passthrough.Host.Boot.LoaderEntries;

namespace Passthrough.Tests.Changes;

/// <summary>apply, confirm and undo on a machine that systemd-boot starts.</summary>
public class SystemdBootTransactionTests
{
    private const string Kernel = SystemdBootMachine.Kernel;
    private const string FallbackId = "0-passthrough-fallback.conf";

    [Fact]
    public void Todays_start_is_the_default_and_the_next_start_is_the_trial()
    {
        using var host = Applied();
        Assert.Equal(FallbackId, host.DefaultOf());
        Assert.Equal($"{SystemdBootMachine.MachineId}-{Kernel}.conf", host.OneShotOf());
        Assert.Equal("old image " + Kernel, host.Read("boot/efi/passthrough-fallback.img"));
        Assert.Equal(TrialState.Waiting, StatusReader.Read(host.Context).Trial);
    }

    [Fact]
    public void What_the_loader_reads_gets_the_same_image_as_the_kernels_own_folder()
    {
        using var host = Applied();
        Assert.NotEqual("old image " + Kernel, host.Read(SystemdBootMachine.ImageOf(Kernel)));
        Assert.Equal(host.Read($"boot/initrd.img-{Kernel}"), host.Read(SystemdBootMachine.ImageOf(Kernel)));
    }

    [Fact]
    public void Undo_gives_back_the_same_bytes_and_takes_the_variables_out()
    {
        using var host = SystemdBootMachine.Create();
        var before = host.Picture();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
        Assert.Equal((null, null), (host.DefaultOf(), host.OneShotOf()));
    }

    [Fact]
    public void A_default_that_was_chosen_before_is_the_default_again_after_a_good_trial()
    {
        using var host = SystemdBootMachine.Create();
        var chosen = $"{SystemdBootMachine.MachineId}-6.1.0-1-amd64.conf";
        host.SetVariable(LoaderVariables.DefaultName, chosen);
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Assert.Equal((FallbackId, chosen), (host.DefaultOf(), host.OneShotOf()));
        Assert.Equal("old image 6.1.0-1-amd64", host.Read("boot/efi/passthrough-fallback.img"));

        StartTrial(host);
        Assert.Equal(TrialState.Running, StatusReader.Read(host.Context).Trial);
        Assert.Equal(TrialState.Confirmed, Confirmer.Confirm(host.Context).State);
        Assert.Equal(chosen, host.DefaultOf());
        Assert.Equal(VerifyOutcome.Verified, Verifier.Verify(host.Context).Outcome);
        Assert.Equal(TrialState.Confirmed, StatusReader.Read(host.Context).Trial);
    }

    [Fact]
    public void Undo_after_a_good_trial_gives_back_the_same_bytes()
    {
        using var host = SystemdBootMachine.Create();
        var before = host.Picture();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        StartTrial(host);
        Confirmer.Confirm(host.Context);
        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
        Assert.Null(host.DefaultOf());
    }

    [Fact]
    public void A_machine_that_fell_back_tries_again_when_it_is_asked_to()
    {
        using var host = Applied();
        host.RemoveVariable(LoaderVariables.OneShotName);
        host.Boot("initrd=\\passthrough-fallback.img root=UUID=aa ro quiet passthrough=off");
        Assert.Equal(TrialState.FellBack, StatusReader.Read(host.Context).Trial);
        Assert.Equal(TrialState.Waiting, Confirmer.TryAgain(host.Context).State);
        Assert.Equal($"{SystemdBootMachine.MachineId}-{Kernel}.conf", host.OneShotOf());
    }

    [Fact]
    public void An_entry_that_kernel_install_wrote_anew_loses_the_words_and_nothing_else()
    {
        using var host = Applied();
        host.Write(SystemdBootMachine.EntryOf(Kernel), $"title new\nversion {Kernel}\noptions root=UUID=aa ro quiet intel_iommu=on iommu=pt systemd.machine_id={SystemdBootMachine.MachineId}\nlinux /x\n");
        var undone = Undoer.Undo(host.Context);
        Assert.Equal(Reversal.TakenOut, Assert.Single(undone.Files, file => file.Path == "/" + SystemdBootMachine.EntryOf(Kernel)).How);
        Assert.Equal($"title new\nversion {Kernel}\noptions root=UUID=aa ro quiet systemd.machine_id={SystemdBootMachine.MachineId}\nlinux /x\n", host.Read(SystemdBootMachine.EntryOf(Kernel)));
    }

    [Fact]
    public void The_entry_and_both_images_of_a_kernel_that_came_later_are_freed_too()
    {
        using var host = Applied();
        host.AddKernel("6.1.0-3-amd64");
        host.AddEntry("6.1.0-3-amd64", "root=UUID=aa ro quiet intel_iommu=on iommu=pt");
        Undoer.Undo(host.Context);
        Assert.DoesNotContain("iommu", host.Read(SystemdBootMachine.EntryOf("6.1.0-3-amd64")), StringComparison.Ordinal);
        Assert.NotEqual("old image 6.1.0-3-amd64", host.Read(SystemdBootMachine.ImageOf("6.1.0-3-amd64")));
    }

    [Fact]
    public void What_a_person_chose_since_stays_chosen()
    {
        using var host = Applied();
        host.SetVariable(LoaderVariables.DefaultName, "windows.conf");
        Assert.Equal(TrialState.Confirmed, StatusReader.Read(host.Context).Trial);
        Undoer.Undo(host.Context);
        Assert.Equal("windows.conf", host.DefaultOf());
    }

    [Fact]
    public void A_tool_that_fails_at_the_last_step_leaves_the_machine_as_it_was()
    {
        using var host = SystemdBootMachine.Create();
        var before = host.Picture();
        // The default, two images, the one start.
        var calls = 0;
        host.Tools.OnRun = tool => host.Tools.Failing = ++calls == 4 ? tool : null;
        Assert.Throws<RolledBackException>(() => Applier.Apply(host.Context, ScratchHost.Request, saved: null));
        Assert.Equal(before, host.Picture());
        Assert.Null(host.DefaultOf());
    }

    [Fact]
    public void From_another_system_that_systemd_boot_did_not_start_the_variables_are_left()
    {
        using var host = Applied();
        host.RemoveVariable("LoaderInfo");
        host.Tools.Failing = "bootctl";
        var undone = Undoer.Undo(host.Context);
        Assert.Equal(2, undone.Files.Count(file => file.How == Reversal.Skipped));
        Assert.Equal(VerifyStatus.Ok, Verifier.Verify(host.Context).Checks.First(check => check.Claim.Contains("LoaderEntryDefault", StringComparison.Ordinal)).Status);
    }

    private static ScratchHost Applied()
    {
        var host = SystemdBootMachine.Create();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        return host;
    }

    /// <summary>What systemd-boot does as it starts the trial.</summary>
    private static void StartTrial(ScratchHost host)
    {
        host.RemoveVariable(LoaderVariables.OneShotName);
        host.RebootIsolated();
        host.Boot($"root=UUID=aa ro quiet systemd.machine_id={SystemdBootMachine.MachineId} intel_iommu=on iommu=pt");
    }
}
