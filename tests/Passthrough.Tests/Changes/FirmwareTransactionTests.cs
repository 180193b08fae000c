using Passthrough.Changes;
using Passthrough.Changes.Guard;
using Passthrough.Changes.Journal;
using Passthrough.Changes.Verification;
using Passthrough.Failures;
using Passthrough.Host.Firmware;

namespace Passthrough.Tests.Changes;

/// <summary>apply, confirm and undo on a machine whose firmware starts a unified kernel image by itself.</summary>
public class FirmwareTransactionTests
{
    private const string NewLine = UnifiedMachine.Line + " intel_iommu=on iommu=pt";
    private const string Copy = "boot/passthrough-fallback.efi";
    private const string Claim = "the firmware starts 'As before passthrough' until the new configuration is found good";

    [Fact]
    public void Todays_image_comes_first_the_new_one_once_and_undo_gives_back_every_variable()
    {
        using var host = Create();
        var before = Picture(host.Root);
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Assert.Equal("0003,0002,0001,0000; next 1; 0000,0001,0002,0003", Told(host));
        var entry = host.Firmware().Find(3)!.Option;
        Assert.Equal(("As before passthrough", @"\passthrough-fallback.efi", UnifiedMachine.Partition, true), (entry.Description, entry.File, entry.Partition, entry.IsActive));
        Assert.Equal((UnifiedMachine.Line, NewLine), (host.Image(Copy).CommandLine, host.Image(UnifiedMachine.ArchImage).CommandLine));
        Assert.Equal(TrialState.Waiting, StatusReader.Read(host.Context).Trial);
        Assert.True(Applier.Apply(host.Context, ScratchHost.Request, saved: null).IsNothingToDo);
        Undoer.Undo(host.Context);
        Assert.Equal(before, Picture(host.Root));
    }

    [Fact]
    public void A_good_trial_is_kept_and_the_order_is_as_before()
    {
        using var host = Create();
        var before = Picture(host.Root);
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        StartTrial(host);
        Assert.Equal(TrialState.Running, StatusReader.Read(host.Context).Trial);
        Assert.Equal(TrialState.Confirmed, Confirmer.Confirm(host.Context).State);
        Assert.StartsWith("0002,0001,0000;", Told(host), StringComparison.Ordinal);
        Assert.NotNull(host.Firmware().Find(3));
        Assert.Equal(TrialState.Confirmed, StatusReader.Read(host.Context).Trial);
        Assert.Equal(VerifyOutcome.Verified, Verifier.Verify(host.Context).Outcome);
        host.RemoveFirmwareVariable("Boot0003");
        Assert.Equal(VerifyOutcome.Verified, Verifier.Verify(host.Context).Outcome);
        Undoer.Undo(host.Context);
        Assert.Equal(before, Picture(host.Root));
    }

    [Fact]
    public void A_machine_that_fell_back_tries_again_when_it_is_asked_to_whatever_number_the_entry_has_now()
    {
        using var host = Applied();
        host.RemoveFirmwareVariable("BootNext");
        host.WriteFirmwareVariable("BootCurrent", FirmwareVariables.FileOf([3]));
        Assert.Equal(TrialState.FellBack, StatusReader.Read(host.Context).Trial);
        Rename(host, "Boot0001", "Boot0008");
        Assert.Equal(TrialState.Waiting, Confirmer.TryAgain(host.Context).State);
        Assert.Equal((ushort?)8, host.Firmware().Next);
        Assert.Equal(TrialState.Waiting, StatusReader.Read(host.Context).Trial);
        host.RemoveFirmwareVariable("BootNext");
        host.RemoveFirmwareVariable("Boot0008");
        Assert.Contains("efibootmgr -c", Assert.Throws<ToolFailedException>(() => Confirmer.TryAgain(host.Context)).NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void What_others_told_the_firmware_since_stays()
    {
        using var host = Applied();
        host.WriteFirmwareVariable("Boot0009", EfiLoadOption.FileOf("Stick", [], "x"));
        host.WriteFirmwareVariable("BootOrder", FirmwareVariables.FileOf([9, 3, 1, 2, 0]));
        host.WriteFirmwareVariable("BootNext", FirmwareVariables.FileOf([9]));
        Undoer.Undo(host.Context);
        Assert.Equal("0009,0001,0002,0000; next 9; 0000,0001,0002,0009", Told(host));
        Assert.DoesNotContain(Verifier.Verify(host.Context).Checks, check => check.Status == VerifyStatus.Failed && check.Claim.Contains("Boot", StringComparison.Ordinal));
    }

    [Fact]
    public void A_good_trial_takes_only_its_own_entry_out_of_an_order_that_others_changed()
    {
        using var host = Applied();
        host.WriteFirmwareVariable("BootOrder", FirmwareVariables.FileOf([3, 1, 2]));
        StartTrial(host);
        Assert.Equal(TrialState.Confirmed, Confirmer.Confirm(host.Context).State);
        Assert.StartsWith("0001,0002;", Told(host), StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_that_the_firmware_gave_another_number_is_found_by_what_it_is()
    {
        using var host = Applied();
        Rename(host, "Boot0003", "Boot0007");
        host.WriteFirmwareVariable("Boot0003", EfiLoadOption.FileOf("Stick", [], "x"));
        host.WriteFirmwareVariable("BootOrder", FirmwareVariables.FileOf([7, 2, 1, 0, 3]));
        host.RemoveFirmwareVariable("BootNext");
        Assert.Equal(TrialState.Running, StatusReader.Read(host.Context).Trial);
        Assert.Equal(VerifyStatus.Ok, FirmwareCheck(host).Status);
        Undoer.Undo(host.Context);
        Assert.Equal("0002,0001,0000,0003; next ; 0000,0001,0002,0003", Told(host));
        Assert.Equal("Stick", host.Firmware().Find(3)!.Option.Description);
    }

    [Fact]
    public void An_entry_that_the_firmware_dropped_or_moved_is_told()
    {
        using var host = Applied();
        host.WriteFirmwareVariable("BootOrder", FirmwareVariables.FileOf([1, 3]));
        Assert.Equal(VerifyStatus.Failed, FirmwareCheck(host).Status);
        Assert.Contains("has put Boot0001 'Linux' first: BootOrder 0001,0003", FirmwareCheck(host).Evidence, StringComparison.Ordinal);
        host.RemoveFirmwareVariable("Boot0003");
        Assert.Contains("has dropped this entry", FirmwareCheck(host).Evidence, StringComparison.Ordinal);
        Undoer.Undo(host.Context);
        Assert.StartsWith("0001;", Told(host), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Boot0003")]
    [InlineData("BootNext")]
    public void A_firmware_that_takes_no_more_leaves_nothing_half_done(string name)
    {
        using var host = Create();
        var before = Picture(host.Root);
        var path = FirmwareVariables.PathOf(host.Roots, name);
        var error = Assert.Throws<RolledBackException>(() => Applier.Apply(
            host.Context with { Progress = progress => Array.ForEach(progress.Kind == ProgressKind.Recorded && path.EndsWith(progress.Words, StringComparison.Ordinal) ? [path] : Array.Empty<string>(), taken => Directory.CreateDirectory(taken)) },
            ScratchHost.Request, saved: null));
        Assert.Contains($"the firmware did not take {name}", error.Message, StringComparison.Ordinal);
        Assert.Contains("no room for variables", error.Message, StringComparison.Ordinal);
        Directory.Delete(path);
        Assert.Equal(before, Picture(host.Root));
    }

    [Fact]
    public void Cut_off_at_any_point_of_apply_recover_brings_back_the_machine_and_its_firmware_as_they_were()
    {
        using var host = Create();
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

    [Fact]
    public void Cut_off_at_any_point_of_undo_recover_finishes_it()
    {
        using var host = Create();
        using var snapshots = new Snapshots(host);
        var before = Picture(host.Root);
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        host.RemoveFirmwareVariable("BootNext");
        Undoer.Undo(host.Context with { Progress = _ => snapshots.Take() });
        Assert.NotEmpty(snapshots.Roots);
        Assert.All(snapshots.Roots, roots =>
        {
            Assert.True(Assert.Single(Recoverer.Recover(new ChangeContext(roots, new ToolDouble(roots)), leavesChanged: false)).WasUndo);
            Assert.Equal(before, Picture(roots.Root));
        });
    }

    [Fact]
    public void From_a_system_that_does_not_see_the_firmware_its_variables_are_left()
    {
        using var host = Applied();
        var folder = Path.GetDirectoryName(FirmwareVariables.PathOf(host.Roots, "x"))!;
        Directory.Move(folder, folder + ".away");
        var undone = Undoer.Undo(host.Context);
        Assert.Equal(3, undone.Files.Count(file => file.How == Reversal.Skipped));
        Assert.False(File.Exists(host.Roots.Locate("/" + Copy)));
    }

    private static ScratchHost Create()
    {
        var host = UnifiedMachine.Arch();
        host.StartByFirmware(@"\EFI\Linux\arch-linux.efi");
        return host;
    }

    private static ScratchHost Applied()
    {
        var host = Create();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        return host;
    }

    /// <summary>What the firmware does as it starts the trial.</summary>
    private static void StartTrial(ScratchHost host)
    {
        host.RemoveFirmwareVariable("BootNext");
        host.RebootIsolated();
        host.Boot(NewLine);
    }

    private static void Rename(ScratchHost host, string from, string to) => File.Move(FirmwareVariables.PathOf(host.Roots, from), FirmwareVariables.PathOf(host.Roots, to));

    private static VerifyCheck FirmwareCheck(ScratchHost host) => Assert.Single(Verifier.Verify(host.Context).Checks, check => check.Claim == Claim);

    private static string Told(ScratchHost host) =>
        $"{FirmwareVariables.Text(host.Firmware().Order)}; next {host.Firmware().Next}; {FirmwareVariables.Text(host.Firmware().Entries.Select(entry => entry.Number))}";

    private static string Picture(string root) => $"{ScratchHost.Picture(root)}\n{UnifiedMachine.Variables(root)}";
}
