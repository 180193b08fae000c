namespace Passthrough.LabTests;

[Collection(Lane.Refusals)]
public class RefindTests(LabWorkshop workshop)
{
    [Fact]
    public async Task A_machine_that_refind_starts_with_an_initramfs_that_panics_comes_back_by_its_firmware_and_the_next_trial_is_kept()
    {
        Assert.SkipUnless(LongCampaign.IsAsked, "done by ./test --long");
        await using var machine = new RefindBootMachine(workshop);
        await machine.InitializeAsync();
        await machine.ComesBackByItselfAsync(
            "cp -p /boot/initrd.img-$(uname -r) /root/good.img && dd if=/dev/zero of=/boot/initrd.img-$(uname -r) bs=1M count=4 conv=notrunc",
            "cp /root/good.img /boot/initrd.img-$(uname -r)",
            "passthrough-fallback-linux");
    }
}
