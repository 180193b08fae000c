namespace Passthrough.LabTests;

[Collection(Lane.Refusals)]
public class KilledUndoTests(FreshMachine machine) : IClassFixture<FreshMachine>
{
    /// <summary>The first one, which says that the undo begins; the reversal of sixteen effects, of which four files come back by a rename of their own; the end.</summary>
    private const int RenamesOfUndo = 22;

    [Theory]
    [MemberData(nameof(Renames))]
    public async Task Killed_in_any_later_rename_undo_is_finished_by_recover(int rename)
    {
        (await machine.RunAsync(LabMachine.Apply)).Expect();

        var killed = await machine.RunAsync(CutOff.AtRename(rename, "passthrough undo"));
        var recovered = await machine.RunAsync("passthrough recover");

        Assert.Equal(CutOff.Killed, killed.ExitCode);
        Assert.Equal(0, recovered.ExitCode);
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
    }

    [Fact]
    public async Task Killed_before_it_is_written_that_it_begins_undo_has_changed_nothing()
    {
        Assert.SkipUnless(LongCampaign.IsAsked, "killed by ./test --long");
        (await machine.RunAsync(LabMachine.Apply)).Expect();
        var applied = await machine.ManifestAsync();

        var killed = await machine.RunAsync(CutOff.AtRename(1, "passthrough undo"));
        var recovered = await machine.RunAsync("passthrough recover");
        var left = await machine.ManifestAsync();
        (await machine.RunAsync("passthrough undo")).Expect();

        Assert.Equal(CutOff.Killed, killed.ExitCode);
        Assert.Equal(0, recovered.ExitCode);
        Assert.Equal(applied, left);
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
    }

    /// <summary>All but the first in the long campaign; else one in the middle.</summary>
    public static TheoryData<int> Renames() => LongCampaign.IsAsked ? [.. Enumerable.Range(2, RenamesOfUndo - 1)] : [RenamesOfUndo / 2];
}
