using Passthrough.Changes;
using Passthrough.Changes.Guard;
using Passthrough.Changes.Verification;
using Passthrough.Failures;
using Passthrough.Host.Boot;
using Passthrough.Host.Firmware;

namespace Passthrough.Tests.Changes;

/// <summary>apply, confirm and undo on machines whose firmware starts the kernel by itself as long as the boot loader's new lines are on trial.</summary>
public class FirmwareKernelTransactionTests
{
    private const string Line = @"root=UUID=aa ro quiet passthrough=off initrd=\passthrough-fallback.img";

    [Fact]
    public void The_firmware_starts_copies_of_today_first_the_loader_once_and_undo_gives_back_every_variable()
    {
        using var host = StubMachine.Refind();
        var before = Picture(host.Root);
        var kernel = host.Read($"boot/vmlinuz-{RefindMachine.Kernel}");
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Assert.Equal((3, (ushort?)1), (host.Firmware().First!.Number, host.Firmware().Next));
        var entry = host.Firmware().Find(3)!.Option;
        Assert.Equal((@"\passthrough-fallback-linux", UnifiedMachine.Partition, Line), (entry.File, entry.Partition, entry.Options));
        Assert.Equal((kernel, "old image " + RefindMachine.Kernel), (host.Read("boot/efi/passthrough-fallback-linux"), host.Read("boot/efi/passthrough-fallback.img")));
        Assert.Equal(TrialState.Waiting, StatusReader.Read(host.Context).Trial);
        Assert.True(Applier.Apply(host.Context, ScratchHost.Request, saved: null).IsNothingToDo);
        Undoer.Undo(host.Context);
        Assert.Equal(before, Picture(host.Root));
    }

    [Fact]
    public void A_good_trial_is_kept_and_the_loader_comes_first_again()
    {
        using var host = StubMachine.Refind();
        var before = Picture(host.Root);
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        StartTrial(host);
        Assert.Equal(TrialState.Running, StatusReader.Read(host.Context).Trial);
        Assert.Equal(TrialState.Confirmed, Confirmer.Confirm(host.Context).State);
        Assert.Equal("0002,0001,0000", FirmwareVariables.Text(host.Firmware().Order));
        Assert.Equal(VerifyOutcome.Verified, Verifier.Verify(host.Context).Outcome);
        Undoer.Undo(host.Context);
        Assert.Equal(before, Picture(host.Root));
    }

    [Fact]
    public void A_machine_that_fell_back_says_so_and_tries_again_when_it_is_asked_to()
    {
        using var host = StubMachine.Refind();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        host.FallBack();
        Assert.Equal(TrialState.FellBack, StatusReader.Read(host.Context).Trial);
        Assert.Equal(BootLoaderKind.Refind, host.Facts.Boot.Loader.Kind);
        Assert.Equal(TrialState.Waiting, Confirmer.TryAgain(host.Context).State);
        Assert.Equal((ushort?)1, host.Firmware().Next);
        StartTrial(host);
        Assert.Equal(TrialState.Confirmed, Confirmer.Confirm(host.Context).State);
    }

    [Fact]
    public void A_machine_that_fell_back_is_undone_and_starts_by_its_loader_again()
    {
        using var host = StubMachine.Refind();
        var before = Picture(host.Root);
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        host.FallBack();
        Undoer.Undo(host.Context);
        host.WriteFirmwareVariable("BootCurrent", FirmwareVariables.FileOf([1]));
        Assert.Equal(before, Picture(host.Root));
    }

    [Fact]
    public void Limine_that_cannot_try_a_start_once_is_guarded_too()
    {
        using var host = StubMachine.Limine();
        var before = Picture(host.Root);
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Assert.Equal(("microcode", "old image " + LimineMachine.Kernel), (host.Read("boot/passthrough-fallback-1.img"), host.Read("boot/passthrough-fallback.img")));
        host.FallBack();
        Assert.Equal((TrialState.FellBack, BootLoaderKind.Limine), (StatusReader.Read(host.Context).Trial, host.Facts.Boot.Loader.Kind));
        Confirmer.TryAgain(host.Context);
        host.RemoveFirmwareVariable("BootNext");
        host.WriteFirmwareVariable("BootCurrent", FirmwareVariables.FileOf([1]));
        host.RebootIsolated();
        host.Boot("root=UUID=aa ro quiet intel_iommu=on iommu=pt");
        Assert.Equal(TrialState.Confirmed, Confirmer.Confirm(host.Context).State);
        Undoer.Undo(host.Context);
        Assert.Equal(before, Picture(host.Root));
    }

    [Fact]
    public void An_entry_that_lost_its_kernel_line_is_told()
    {
        using var host = StubMachine.Refind();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Assert.Equal(VerifyStatus.Ok, FirmwareCheck(host).Status);
        host.WriteFirmwareVariable("Boot0003", EfiLoadOption.FileOf("As before passthrough", UnifiedMachine.HardDrive, @"\passthrough-fallback-linux"));
        Assert.Contains("has changed the kernel line", FirmwareCheck(host).Evidence, StringComparison.Ordinal);
        Assert.Equal(VerifyStatus.Failed, FirmwareCheck(host).Status);
    }

    [Fact]
    public void An_image_that_is_gone_is_told_before_anything_is_written()
    {
        using var host = StubMachine.Refind();
        host.Boot($"root=UUID=aa ro quiet initrd=boot\\intel-ucode.img initrd=boot\\initrd.img-{RefindMachine.Kernel}");
        var before = Picture(host.Root);
        Assert.Contains("/boot/intel-ucode.img is not there", Assert.Throws<RefusedException>(() => Applier.Apply(host.Context, ScratchHost.Request, saved: null)).Message, StringComparison.Ordinal);
        Assert.Equal(before, Picture(host.Root));
    }

    [Fact]
    public void Cut_off_at_any_point_of_apply_recover_brings_back_the_machine_and_its_firmware_as_they_were()
    {
        using var host = StubMachine.Refind();
        using var snapshots = new Snapshots(host);
        var before = Picture(host.Root);
        Applier.Apply(host.Context with { Progress = _ => snapshots.Take() }, ScratchHost.Request, saved: null);
        Assert.NotEmpty(snapshots.Roots);
        Assert.All(snapshots.Roots, roots =>
        {
            Assert.False(Assert.Single(Recoverer.Recover(new ChangeContext(roots, new ToolDouble(roots)), leavesChanged: false)).WasUndo);
            Assert.Equal(before, Picture(roots.Root));
        });
    }

    /// <summary>What firmware and loader do as they start the trial.</summary>
    private static void StartTrial(ScratchHost host)
    {
        host.RemoveFirmwareVariable("BootNext");
        host.WriteFirmwareVariable("BootCurrent", FirmwareVariables.FileOf([1]));
        host.RebootIsolated();
        host.Boot($"root=UUID=aa ro quiet intel_iommu=on iommu=pt initrd=boot\\initrd.img-{RefindMachine.Kernel}");
    }

    private static VerifyCheck FirmwareCheck(ScratchHost host) => Assert.Single(Verifier.Verify(host.Context).Checks, check => check.Claim.StartsWith("the firmware starts 'As before passthrough'", StringComparison.Ordinal));

    private static string Picture(string root) => $"{ScratchHost.Picture(root)}\n{UnifiedMachine.Variables(root)}";
}
