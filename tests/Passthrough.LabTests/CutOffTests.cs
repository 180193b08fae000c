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

public class PowerCutTests(FreshMachine machine) : IClassFixture<FreshMachine>
{
    [Fact]
    public async Task After_a_power_cut_in_the_middle_of_apply_the_machine_boots_and_recover_brings_it_back()
    {
        // tail ends at the line that says that the new initramfs is in place; the boot loader's configuration is still the old one.
        await machine.RunAsync(
            $"passthrough apply --gpu {LabMachine.Card} >/dev/null 2>/root/apply.log & tail -n +1 -F /root/apply.log 2>/dev/null | grep -m1 'wrote /boot/initrd'");

        await machine.CutPowerAndBootAsync();
        var unfinished = await machine.RunAsync("passthrough apply --gpu " + LabMachine.Card);
        var recovered = await machine.RunAsync("passthrough recover");

        Assert.Equal(7, unfinished.ExitCode);
        Assert.Equal(0, recovered.ExitCode);
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
        await machine.RebootAsync();
        Assert.Equal("radeon", await machine.DriverAsync(LabMachine.Card));
    }
}
