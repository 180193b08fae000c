using Passthrough.Changes;
using Passthrough.Changes.Guard;
using Passthrough.Changes.Journal;
using Passthrough.Changes.Verification;
using Passthrough.Failures;
using Passthrough.Host.Boot.LoaderEntries;

namespace Passthrough.Tests.Changes;

/// <summary>apply, confirm and undo on machines that are started by unified kernel images.</summary>
public class UnifiedImageTransactionTests
{
    private const string FallbackId = "0-passthrough-fallback.conf";
    private const string NewLine = UnifiedMachine.Line + " intel_iommu=on iommu=pt";

    [Fact]
    public void Mkinitcpios_images_get_the_words_and_undo_gives_back_the_same_bytes()
    {
        using var host = UnifiedMachine.Arch();
        var before = host.Picture();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Assert.Equal((NewLine, NewLine), (host.Image(UnifiedMachine.ArchImage).CommandLine, host.Image(UnifiedMachine.ArchFallback).CommandLine));
        Assert.Equal((ArchMachine.Version, ArchMachine.Version + "~fallback"), (host.Image(UnifiedMachine.ArchImage).Version, host.Image(UnifiedMachine.ArchFallback).Version));
        Assert.Equal((FallbackId, "arch-linux.efi"), (host.DefaultOf(), host.OneShotOf()));
        Assert.Equal(UnifiedMachine.Line, host.Image("boot/passthrough-fallback.efi").CommandLine);
        Assert.True(Applier.Apply(host.Context, ScratchHost.Request, saved: null).IsNothingToDo);
        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
        Assert.Equal((null, null), (host.DefaultOf(), host.OneShotOf()));
    }

    [Fact]
    public void Dracuts_image_gets_the_words_and_undo_gives_back_the_same_bytes()
    {
        using var host = UnifiedMachine.Debian();
        var before = host.Picture();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Assert.Equal(NewLine, host.Image(UnifiedMachine.DebianImage).CommandLine);
        Assert.True(Applier.Apply(host.Context, ScratchHost.Request, saved: null).IsNothingToDo);
        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void What_kernel_install_has_built_gets_the_words_and_undo_gives_back_the_same_bytes()
    {
        using var host = UnifiedMachine.Fedora();
        var before = host.Picture();
        var tools = new List<string>();
        host.Tools.OnRun = tools.Add;
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Assert.Equal(NewLine, host.Image(UnifiedMachine.FedoraImage).CommandLine!.Trim());
        Assert.Contains("kernel-install", tools);
        Assert.DoesNotContain("dracut", tools);
        Assert.True(Applier.Apply(host.Context, ScratchHost.Request, saved: null).IsNothingToDo);
        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void A_good_trial_is_kept()
    {
        using var host = Applied();
        Assert.Equal(TrialState.Waiting, StatusReader.Read(host.Context).Trial);
        host.RemoveVariable(LoaderVariables.OneShotName);
        host.RebootIsolated();
        host.Boot(NewLine);
        Assert.Equal(TrialState.Running, StatusReader.Read(host.Context).Trial);
        Assert.Equal(TrialState.Confirmed, Confirmer.Confirm(host.Context).State);
        Assert.Null(host.DefaultOf());
        Assert.Equal(VerifyOutcome.Verified, Verifier.Verify(host.Context).Outcome);
    }

    [Fact]
    public void With_secure_boot_the_loader_tells_that_the_machine_fell_back()
    {
        using var host = Applied();
        host.RemoveVariable(LoaderVariables.OneShotName);
        host.SetVariable("LoaderEntrySelected", FallbackId);
        Assert.Equal(TrialState.FellBack, StatusReader.Read(host.Context).Trial);
        Assert.Equal(TrialState.Waiting, Confirmer.TryAgain(host.Context).State);
        Assert.Equal("arch-linux.efi", host.OneShotOf());
    }

    [Fact]
    public void A_signature_that_would_be_lost_takes_everything_back()
    {
        using var host = UnifiedMachine.Debian();
        host.AddImage(UnifiedMachine.DebianImage, UnifiedMachine.Line, UnifiedMachine.DebianKernel, "ID=debian\n", isSigned: true);
        var before = host.Picture();
        Assert.Contains("it is not signed", Assert.Throws<RolledBackException>(() => Applier.Apply(host.Context, ScratchHost.Request, saved: null)).Message, StringComparison.Ordinal);
        Assert.Equal(before, host.Picture());
        host.Tools.Signs = true;
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Assert.True(host.Image(UnifiedMachine.DebianImage).IsSigned);
    }

    [Theory]
    [InlineData("root=UUID=bb intel_iommu=on iommu=pt", "has not root=UUID=aa")]
    [InlineData("root=UUID=aa", "lacks intel_iommu=on")]
    public void An_image_with_another_line_than_wanted_takes_everything_back(string line, string why)
    {
        using var host = UnifiedMachine.Arch();
        var before = host.Picture();
        host.Tools.Line = line;
        Assert.Contains(why, Assert.Throws<RolledBackException>(() => Applier.Apply(host.Context, ScratchHost.Request, saved: null)).Message, StringComparison.Ordinal);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void An_image_that_was_built_since_is_built_anew_without_the_words()
    {
        using var host = Applied();
        host.AddImage(UnifiedMachine.ArchImage, NewLine, ArchMachine.Version, "ID=arch\n");
        var undone = Undoer.Undo(host.Context);
        Assert.Equal(Reversal.Regenerated, Assert.Single(undone.Files, file => file.Path == "/" + UnifiedMachine.ArchImage).How);
        Assert.Equal(UnifiedMachine.Line, host.Image(UnifiedMachine.ArchImage).CommandLine);
    }

    [Fact]
    public void The_images_of_a_kernel_that_came_since_are_built_anew_without_the_words()
    {
        using var host = Applied();
        Directory.Move(host.Roots.Lib($"modules/{ArchMachine.Version}"), host.Roots.Lib("modules/6.9.2-arch1-1"));
        host.AddImage(UnifiedMachine.ArchImage, NewLine, "6.9.2-arch1-1", "ID=arch\n");
        host.AddImage(UnifiedMachine.ArchFallback, NewLine, "6.9.2-arch1-1", "ID=arch\n");
        Undoer.Undo(host.Context);
        Assert.Equal((UnifiedMachine.Line, UnifiedMachine.Line), (host.Image(UnifiedMachine.ArchImage).CommandLine, host.Image(UnifiedMachine.ArchFallback).CommandLine));
        Assert.Equal("6.9.2-arch1-1", host.Image(UnifiedMachine.ArchImage).KernelVersion);
    }

    [Fact]
    public void A_tool_that_fails_leaves_the_machine_as_it_was()
    {
        using var host = UnifiedMachine.Arch();
        var before = host.Picture();
        host.Tools.Failing = "mkinitcpio";
        Assert.Throws<RolledBackException>(() => Applier.Apply(host.Context, ScratchHost.Request, saved: null));
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void Started_by_the_firmware_the_images_are_replaced_at_once()
    {
        using var host = UnifiedMachine.Arch();
        host.StartByFirmware(@"\EFI\Linux\arch-linux.efi");
        var before = host.Picture();
        Applier.Apply(host.Context, ScratchHost.Request with { NoTrial = true }, saved: null);
        Assert.Equal(NewLine, host.Image(UnifiedMachine.ArchImage).CommandLine);
        Assert.False(File.Exists(host.Roots.Boot("passthrough-fallback.efi")));
        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
    }

    private static ScratchHost Applied()
    {
        var host = UnifiedMachine.Arch();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        return host;
    }
}
