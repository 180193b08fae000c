namespace Passthrough.LabTests;

[Collection(Lane.Refusals)]
public class KilledUndoTests(FreshMachine machine) : IClassFixture<FreshMachine>
{
    /// <summary>The begin of the undo; the reversal of seven effects, of which three files come back by a rename of their own; the end.</summary>
    private const int RenamesOfUndo = 12;

    [Theory]
    [MemberData(nameof(Renames))]
    public async Task Killed_in_any_rename_undo_is_finished_by_recover(int rename)
    {
        (await machine.RunAsync(LabMachine.Apply)).Expect();

        var killed = await machine.RunAsync(CutOff.AtRename(rename, "passthrough undo"));
        var recovered = await machine.RunAsync("passthrough recover");

        Assert.Equal(CutOff.Killed, killed.ExitCode);
        Assert.Equal(0, recovered.ExitCode);
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
    }

    /// <summary>All of them in the long campaign; else one in the middle.</summary>
    public static TheoryData<int> Renames() => LongCampaign.IsAsked ? [.. Enumerable.Range(1, RenamesOfUndo)] : [RenamesOfUndo / 2];
}
