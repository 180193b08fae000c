namespace Passthrough.LabTests;

public class KilledApplyTests(FreshMachine machine) : IClassFixture<FreshMachine>
{
    /// <summary>
    /// Every change of the host and of the journal is a rename. strace ends the program with SIGKILL in its Nth rename, N from 1 on until none is left: so after each journal entry
    /// and after each effect.
    /// </summary>
    [Fact]
    public async Task Killed_after_each_journal_entry_apply_leaves_a_machine_that_recover_brings_back()
    {
        var kills = 0;
        var exitCode = 137;
        while (exitCode == 137)
        {
            var killed = await machine.RunAsync(
                "strace -f -qq -o /dev/null -e trace=rename,renameat,renameat2 "
                + $"-e inject=rename,renameat,renameat2:signal=SIGKILL:when={kills + 1} passthrough apply --gpu {LabMachine.Card} --yes");
            exitCode = killed.ExitCode;
            kills++;
            (await machine.RunAsync("passthrough recover --yes")).Expect();
            var undone = await machine.RunAsync("passthrough status --json");
            Assert.Equal(0, undone.ExitCode);
            await machine.RunAsync("passthrough undo --yes");
            Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
        }

        Assert.Equal(0, exitCode);
        Assert.True(kills > 10, $"only {kills} renames were met");
        await machine.RebootAsync();
        Assert.Equal("radeon", await machine.DriverAsync(LabMachine.Card));
        TestContext.Current.TestOutputHelper!.WriteLine($"{kills - 1} kills, each followed by recover: the same bytes, modes and owners as before");
    }
}
