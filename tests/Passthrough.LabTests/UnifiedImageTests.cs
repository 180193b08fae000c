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

        // Zeros where its initramfs begins: the kernel starts and finds no root.
        await machine.ComesBackByItselfAsync(
            $"f=$(echo {UnifiedImageMachine.Image}) && cp $f /root/good.efi && dd if=/dev/zero of=$f bs=1M count=4 oflag=seek_bytes conv=notrunc seek=$((16#$(objdump -h $f | awk '$2 == \".initrd\" {{print $6}}')))",
            $"cp /root/good.efi {UnifiedImageMachine.Image}",
            "passthrough-fallback.efi");
    }

    [Fact]
    public async Task An_image_that_systemd_boot_starts_is_tried_kept_and_undone()
    {
        Assert.SkipUnless(LongCampaign.IsAsked, "done by ./test --long");
        await using var machine = new UnifiedBootMachine(workshop);
        await machine.InitializeAsync();
        (await machine.RunAsync(LabMachine.Apply)).Expect();
        await machine.IsKeptAndUndoneAsync();
    }
}
