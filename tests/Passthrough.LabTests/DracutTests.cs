namespace Passthrough.LabTests;

[Collection(Lane.Refusals)]
public class DracutTests(LabWorkshop workshop)
{
    [Fact]
    public async Task An_initramfs_of_dracut_isolates_the_card_before_any_driver_and_undo_brings_back_the_same_bytes()
    {
        // Emulated, dracut builds an image in some four minutes.
        Assert.SkipUnless(LongCampaign.IsAsked, "done by ./test --long");
        await using var machine = new DracutMachine(workshop);
        await machine.InitializeAsync();

        (await machine.RunAsync(LabMachine.Apply)).Expect();
        await machine.RebootAsync();

        Assert.Equal("vfio-pci", await machine.DriverAsync(LabMachine.Card));
        Assert.Equal("vfio-pci", await machine.DriverAsync(LabMachine.CardAudio));
        Assert.Equal("0", await machine.OutputAsync($"dmesg | grep -c 'radeon {LabMachine.Card}' || true"));
        (await machine.RunAsync("passthrough verify")).Expect();

        (await machine.RunAsync("passthrough undo")).Expect();
        await machine.RebootAsync();

        Assert.Equal("radeon", await machine.DriverAsync(LabMachine.Card));
        (await machine.RunAsync("passthrough verify")).Expect();
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
    }
}
