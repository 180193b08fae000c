namespace Passthrough.LabTests;

public class KilledApplyTests(FreshMachine machine) : IClassFixture<FreshMachine>
{
    /// <summary>
    /// Every change of the host and of the journal is one rename. strace ends the program with SIGKILL in its Nth rename: after a journal entry and before the effect, or after
    /// the effect and before it is noted.
    /// </summary>
    /// <param name="rename">N.</param>
    [Theory]
    [MemberData(nameof(Renames))]
    public async Task Killed_in_any_rename_apply_leaves_a_machine_that_recover_brings_back(int rename)
    {
        var killed = await machine.RunAsync(
            "strace -f -qq -o /dev/null -e trace=rename,renameat,renameat2 "
            + $"-e inject=rename,renameat,renameat2:signal=SIGKILL:when={rename} passthrough apply --gpu {LabMachine.Card}");
        var recovered = await machine.RunAsync("passthrough recover");

        Assert.Equal(137, killed.ExitCode);
        Assert.Equal(0, recovered.ExitCode);
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
    }

    public static TheoryData<int> Renames() => [.. Enumerable.Range(1, LongCampaign.IsAsked ? 40 : 6)];
}
