namespace Passthrough.LabTests;

public class PowerCutTests(FreshMachine machine) : IClassFixture<FreshMachine>
{
    [Theory]
    [MemberData(nameof(Moments))]
    public async Task After_a_power_cut_in_the_middle_of_apply_the_machine_boots_and_recover_brings_it_back(string moment)
    {
        // tail ends at the line that says what has just happened; apply goes on until the power is gone.
        await machine.RunAsync(
            $"rm -f /root/apply.log; {LabMachine.Apply} >/dev/null 2>/root/apply.log & tail -n +1 -F /root/apply.log 2>/dev/null | grep -m1 '{moment}'");

        await machine.CutPowerAndBootAsync();
        var unfinished = await machine.RunAsync(LabMachine.Apply);
        var recovered = await machine.RunAsync("passthrough recover");

        Assert.Equal(7, unfinished.ExitCode);
        Assert.Equal(0, recovered.ExitCode);
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
        await machine.RebootAsync();
        Assert.Equal("radeon", await machine.DriverAsync(LabMachine.Card));
    }

    /// <summary>Each line that apply prints, in the long campaign; else when the new initramfs is in place and the boot loader's configuration is still the old one.</summary>
    public static TheoryData<string> Moments() => LongCampaign.IsAsked
        ?
        [
            "wrote /etc/passthrough/isolated-devices",
            "wrote /etc/initramfs-tools/hooks/passthrough",
            "wrote /etc/initramfs-tools/scripts/init-top/passthrough",
            "wrote /etc/default/grub",
            "Rebuild the initramfs",
            "wrote /boot/initrd",
            "Generate GRUB",
        ]
        : ["wrote /boot/initrd"];
}
