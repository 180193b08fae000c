namespace Passthrough.LabTests;

[Collection(Lane.Refusals)]
public class KilledApplyTests(FreshMachine machine) : IClassFixture<FreshMachine>
{
    /// <summary>
    /// Every entry of the journal and every change of the host is one rename: the plan; begin and done of the three folders; begin, effect and done of the thirteen files;
    /// the commit.
    /// </summary>
    private const int RenamesOfApply = 47;

    /// <summary>
    /// Renames that every day has time for: the plan, the entry that starts the machine as before, the last small file, and the initramfs, from which on each takes four minutes.
    /// </summary>
    private static readonly int[] Daily = [1, 11, 36, 39];

    [Theory]
    [MemberData(nameof(Renames))]
    public async Task Killed_in_any_rename_apply_leaves_a_machine_that_recover_brings_back(int rename)
    {
        var killed = await machine.RunAsync(CutOff.AtRename(rename, LabMachine.Apply));
        var recovered = await machine.RunAsync("passthrough recover");

        Assert.Equal(CutOff.Killed, killed.ExitCode);
        Assert.Equal(0, recovered.ExitCode);
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
    }

    [Fact]
    public async Task An_apply_makes_no_more_renames_than_those_it_is_killed_in()
    {
        Assert.SkipUnless(LongCampaign.IsAsked, "counted by ./test --long");
        var last = await machine.RunAsync(CutOff.AtRename(RenamesOfApply + 1, LabMachine.Apply));
        (await machine.RunAsync("passthrough undo")).Expect();

        Assert.Equal(0, last.ExitCode);
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
    }

    public static TheoryData<int> Renames() => [.. Enumerable.Range(1, RenamesOfApply).Where(rename => LongCampaign.IsAsked || Daily.Contains(rename))];
}
