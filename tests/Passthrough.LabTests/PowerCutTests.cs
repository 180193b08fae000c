namespace Passthrough.LabTests;

[Collection(Lane.Ways)]
public class PowerCutTests(FreshMachine machine) : IClassFixture<FreshMachine>
{
    [Theory]
    [MemberData(nameof(Moments))]
    public async Task After_a_power_cut_in_the_middle_of_apply_the_machine_boots_and_recover_brings_it_back(string moment)
    {
        var initramfs = await InitramfsAsync();

        // tail ends at the line that says what has just happened; apply goes on until the power is gone.
        await machine.RunAsync(
            $"rm -f /root/apply.log; {LabMachine.Apply} >/dev/null 2>/root/apply.log & tail -n +1 -F /root/apply.log 2>/dev/null | grep -m1 '{moment}'");

        await CutPowerAndRecoverAsync(initramfs);
    }

    [Theory]
    [MemberData(nameof(Syncs))]
    public async Task A_boot_loader_finds_a_whole_file_when_the_power_fails_while_it_is_replaced(int sync)
    {
        var initramfs = await InitramfsAsync();
        (await machine.RunAsync(CutOff.HeldAtSync(sync, LabMachine.Apply))).Expect();

        await CutPowerAndRecoverAsync(initramfs);

        await machine.RebootAsync();
        Assert.Equal("radeon", await machine.DriverAsync(LabMachine.Card));
    }

    /// <summary>Lines that apply prints: in the long campaign all but the last effect's, after which apply may be done before the power is gone; else when the boot loader's settings are new and nothing is generated from them.</summary>
    public static TheoryData<string> Moments() =>
    [
        .. LongCampaign.Only(
            "wrote /boot/grub/passthrough-fallback.img",
            "wrote /boot/grub/custom.cfg",
            "wrote /etc/passthrough/isolated-devices",
            "wrote /etc/initramfs-tools/hooks/passthrough",
            "wrote /etc/initramfs-tools/scripts/init-top/passthrough",
            "Rebuild the initramfs",
            "wrote /boot/initrd",
            "Generate GRUB",
            "wrote /boot/grub/grub.cfg"),
        "wrote /etc/default/grub",
    ];

    /// <summary>
    /// The file system is synced before and after each of the five renames below <c>/boot</c>: the kept initramfs, the entry that uses it, the new initramfs, the boot loader's
    /// configuration, its variables. When the sixth begins, the initramfs has its new name in the journal alone, and the configuration is the old one.
    /// </summary>
    public static TheoryData<int> Syncs() => [.. LongCampaign.Only(2, 4, 5, 7, 8, 10), 6];

    // Asked before apply begins, which goes on for as long as anything is asked.
    private Task<string> InitramfsAsync() => machine.OutputAsync("ls /boot/initrd.img-*");

    private async Task CutPowerAndRecoverAsync(string initramfs)
    {
        const string Menu = "/boot/grub/grub.cfg";
        var found = await machine.CutPowerAsync(initramfs, Menu);
        await machine.PowerOnAsync();
        var whole = await machine.ManifestAsync();
        var unfinished = await machine.RunAsync(LabMachine.Apply);
        var recovered = await machine.RunAsync("passthrough recover");

        // Whatever has been written home of the journal: the file from before, or the one that the kernel finds, which replays the journal.
        Assert.All(found, file => Assert.All(file.Value, hash => Assert.True(
            $"{machine.ManifestAtFirst}\n{whole}\n".Contains($"{hash}  {file.Key}\n", StringComparison.Ordinal), $"{file.Key} was neither the old nor the new file: {hash}")));
        Assert.Equal(7, unfinished.ExitCode);
        Assert.Equal(0, recovered.ExitCode);
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
    }
}
