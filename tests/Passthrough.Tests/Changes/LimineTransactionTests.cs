using Passthrough.Changes;
using Passthrough.Changes.Guard;
using Passthrough.Changes.Journal;
using Passthrough.Changes.Verification;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Planning;

namespace Passthrough.Tests.Changes;

/// <summary>apply, confirm and undo on a machine that Limine starts.</summary>
public class LimineTransactionTests
{
    private const string Title = "As before passthrough";
    private static readonly PlanRequest NoTrial = ScratchHost.Request with { NoTrial = true };

    [Fact]
    public void Todays_start_is_the_default_and_the_next_start_is_the_trial()
    {
        using var host = LimineMachine.Create();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Assert.Equal((Title, "Debian"), (host.DefaultOf(), host.OneShotOf()));
        Assert.Equal("old image " + LimineMachine.Kernel, host.Read("boot/passthrough-fallback.img"));
        Assert.Equal(TrialState.Waiting, StatusReader.Read(host.Context).Trial);
        Assert.Contains($"/{Title}\n# Written by passthrough; 'passthrough undo' takes it back.\n    protocol: linux\n    path: boot():/vmlinuz-{LimineMachine.Kernel}\n    module_path: boot():/intel-ucode.img\n    module_path: boot():/passthrough-fallback.img\n    cmdline: ${{ROOT}} ro quiet passthrough=off\n", host.Read(LimineMachine.Configuration), StringComparison.Ordinal);
    }

    [Fact]
    public void A_good_trial_becomes_the_default_and_undo_gives_back_the_same_bytes()
    {
        using var host = LimineMachine.Create();
        var before = host.Picture();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        host.RemoveVariable(LoaderVariables.OneShotName);
        host.RebootIsolated();
        host.Boot("root=UUID=aa ro quiet intel_iommu=on iommu=pt");
        Assert.Equal(TrialState.Confirmed, Confirmer.Confirm(host.Context).State);
        Assert.Null(host.DefaultOf());
        Assert.Equal(VerifyOutcome.Verified, Verifier.Verify(host.Context).Outcome);
        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void With_the_old_form_the_words_and_todays_start_are_offered_and_undo_gives_back_the_same_bytes()
    {
        using var host = LimineMachine.CreateOld();
        var before = host.Picture();
        Applier.Apply(host.Context, NoTrial, saved: null);
        Assert.Equal(
            $"TIMEOUT=3\r\nDEFAULT_ENTRY=2\r\n:+Linux\r\n::Debian\r\nPROTOCOL=linux\r\nKERNEL_PATH=boot:///vmlinuz-{LimineMachine.Kernel}\r\nCMDLINE=root=UUID=aa ro iommu=pt intel_iommu=on\r\nMODULE_PATH=boot:///initrd.img-{LimineMachine.Kernel}"
            + $"\r\n:{Title}\r\n# Written by passthrough; 'passthrough undo' takes it back.\r\n    PROTOCOL=linux\r\n    KERNEL_PATH=boot:///vmlinuz-{LimineMachine.Kernel}\r\n    MODULE_PATH=boot:///passthrough-fallback.img\r\n    CMDLINE=root=UUID=aa ro iommu=off passthrough=off",
            host.Read(LimineMachine.Old));
        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void Where_the_tool_keeps_kernels_the_new_image_is_there_with_its_hash_and_the_kept_one_with_its_own()
    {
        using var host = LimineMachine.CreateWithTool();
        var old = ToolDouble.ChecksumOf(Path.Combine(host.Root, LimineMachine.ToolImage));
        var before = host.Picture();
        Applier.Apply(host.Context, NoTrial, saved: null);

        var text = host.Read(LimineMachine.Configuration);
        Assert.NotEqual("old image " + LimineMachine.ToolKernel, host.Read(LimineMachine.ToolImage));
        Assert.Contains($"initramfs-linux-cachyos#{ToolDouble.ChecksumOf(Path.Combine(host.Root, LimineMachine.ToolImage))}\n", text, StringComparison.Ordinal);
        Assert.Contains($"boot():/passthrough-fallback.img#{old}\n", text, StringComparison.Ordinal);
        Assert.Contains("  cmdline: quiet rw root=UUID=aa intel_iommu=on iommu=pt\n", text, StringComparison.Ordinal);
        Assert.EndsWith("KERNEL_CMDLINE[default]+=\" intel_iommu=on iommu=pt\"\n", host.Read("etc/default/limine"), StringComparison.Ordinal);
        Assert.DoesNotContain(Verifier.Verify(host.Context).Checks, check => check.Status == VerifyStatus.Failed);
        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void What_the_tool_wrote_anew_loses_the_words_and_gets_the_hash_of_the_image_without_the_hook()
    {
        using var host = LimineMachine.CreateWithTool();
        Applier.Apply(host.Context, NoTrial, saved: null);
        host.Write(LimineMachine.ToolImage, "built by the tool, with the hook");
        host.AddToolKernel("linux-lts", "6.12.1-lts");
        host.Write(
            LimineMachine.Configuration,
            $"timeout: 5\n/+CachyOS\n{LimineMachine.ToolEntry(host, "linux-cachyos", "quiet rw root=UUID=aa intel_iommu=on iommu=pt")}{LimineMachine.ToolEntry(host, "linux-lts", "quiet rw root=UUID=aa intel_iommu=on iommu=pt")}"
            + "//Mine\n  protocol: linux\n  path: boot():/other\n  cmdline: root=UUID=bb iommu=pt\n");
        var undone = Undoer.Undo(host.Context);
        Assert.All(undone.Files.Where(file => file.Path == "/" + LimineMachine.Configuration), file => Assert.Equal(Reversal.TakenOut, file.How));
        Assert.Equal(
            $"timeout: 5\n/+CachyOS\n{LimineMachine.ToolEntry(host, "linux-cachyos")}{LimineMachine.ToolEntry(host, "linux-lts")}//Mine\n  protocol: linux\n  path: boot():/other\n  cmdline: root=UUID=bb iommu=pt\n",
            host.Read(LimineMachine.Configuration));
        Assert.NotEqual("old image 6.12.1-lts", host.Read($"boot/{LimineMachine.MachineId}/linux-lts/initramfs-linux-lts"));
    }

    [Fact]
    public void Cut_off_after_any_effect_recover_makes_it_as_it_was()
    {
        using var host = LimineMachine.CreateWithTool();
        var before = host.Picture();
        using var snapshots = new Snapshots(host);
        Applier.Apply(host.Context with { Progress = progress => Array.ForEach(progress.Kind is ProgressKind.Recorded or ProgressKind.Written ? [snapshots] : Array.Empty<Snapshots>(), taker => taker.Take()) }, NoTrial, saved: null);
        Assert.InRange(snapshots.Roots.Count, 10, int.MaxValue);
        Assert.All(snapshots.Roots, roots =>
        {
            Recoverer.Recover(new ChangeContext(roots, new ToolDouble(roots)), leavesChanged: false);
            Assert.Equal(before, ScratchHost.Picture(roots.Root));
        });
    }
}
