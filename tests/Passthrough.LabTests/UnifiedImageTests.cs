namespace Passthrough.LabTests;

[Collection(Lane.Refusals)]
public class UnifiedImageTests(LabWorkshop workshop)
{
    [Fact]
    public async Task A_machine_whose_firmware_starts_an_image_that_panics_comes_back_by_itself_and_the_next_trial_is_kept()
    {
        // Emulated, dracut builds an image in some four minutes.
        Assert.SkipUnless(LongCampaign.IsAsked, "done by ./test --long");
        await using var machine = new FirmwareMachine(workshop);
        await machine.InitializeAsync();
        var order = await OrderAsync(machine);
        (await machine.RunAsync(LabMachine.Apply)).Expect();

        // Zeros where its initramfs begins: the kernel starts and finds no root.
        await machine.OutputAsync($"f=$(echo {UnifiedImageMachine.Image}) && cp $f /root/good.efi && dd if=/dev/zero of=$f bs=1M count=4 oflag=seek_bytes conv=notrunc seek=$((16#$(objdump -h $f | awk '$2 == \".initrd\" {{print $6}}'))) && sync");
        await machine.RebootIntoAsync("Kernel panic");
        await machine.PowerOnAsync();

        Assert.Equal("radeon", await machine.DriverAsync(LabMachine.Card));
        Assert.Equal("fellBack", await TrialAsync(machine));
        Assert.Contains("passthrough-fallback.efi", await machine.OutputAsync("efibootmgr -v | grep \"Boot$(efibootmgr | sed -n 's/^BootCurrent: //p')\""), StringComparison.Ordinal);

        await machine.OutputAsync($"cp /root/good.efi {UnifiedImageMachine.Image} && sync && passthrough confirm --try-again");
        await IsKeptAndUndoneAsync(machine);
        Assert.Equal(order, await OrderAsync(machine));
    }

    [Fact]
    public async Task An_image_that_systemd_boot_starts_is_tried_kept_and_undone()
    {
        Assert.SkipUnless(LongCampaign.IsAsked, "done by ./test --long");
        await using var machine = new UnifiedBootMachine(workshop);
        await machine.InitializeAsync();
        (await machine.RunAsync(LabMachine.Apply)).Expect();
        await IsKeptAndUndoneAsync(machine);
    }

    /// <summary>A trial that is good, one more start, undo, and a start as before.</summary>
    private static async Task IsKeptAndUndoneAsync(UnifiedImageMachine machine)
    {
        await machine.RebootAsync();
        Assert.Equal("confirmed", await TrialAsync(machine));
        Assert.Equal("vfio-pci", await machine.DriverAsync(LabMachine.Card));

        await machine.RebootAsync();
        Assert.Equal("vfio-pci", await machine.DriverAsync(LabMachine.Card));
        (await machine.RunAsync("passthrough verify")).Expect();

        (await machine.RunAsync("passthrough undo")).Expect();
        Assert.Equal(machine.VariablesAtFirst, await machine.VariablesAsync());
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
        await machine.RebootAsync();
        Assert.Equal("radeon", await machine.DriverAsync(LabMachine.Card));
        (await machine.RunAsync("passthrough verify")).Expect();
    }

    private static Task<string> OrderAsync(LabMachine machine) => machine.OutputAsync("efibootmgr | grep BootOrder");

    private static async Task<string?> TrialAsync(LabMachine machine)
    {
        using var status = await machine.DocumentAsync("passthrough status --json", 0);
        return status.RootElement.GetProperty("trial").GetString();
    }
}
