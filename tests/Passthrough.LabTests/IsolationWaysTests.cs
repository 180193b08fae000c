namespace Passthrough.LabTests;

/// <summary>The ways of keeping a card for guests besides isolation by identity, on one machine after the other.</summary>
[Collection(Lane.Refusals)]
public class IsolationWaysTests(FreshMachine machine) : IClassFixture<FreshMachine>
{
    private const string Guest = "lent";

    [Fact]
    public async Task On_demand_the_host_has_the_card_until_a_guest_starts_and_after_it_ended_and_by_ids_vfio_pci_has_it_from_the_start()
    {
        // libvirt's daemon makes folders of its own below /etc when it starts.
        await machine.OutputAsync("virsh list");
        var before = await machine.ManifestAsync();
        (await machine.RunAsync($"{LabMachine.Apply} --isolation on-demand")).Expect();
        await machine.RebootAsync();
        (await machine.RunAsync("passthrough verify")).Expect();
        var (display, audio) = (await machine.DriverAsync(LabMachine.Card), await machine.DriverAsync(LabMachine.CardAudio));

        (await machine.RunAsync($"passthrough guest create {Guest} --gpu {LabMachine.Card} --memory 128M --vcpus 1 --firmware bios --accelerator tcg --network none --no-rom")).Expect();
        (await machine.RunAsync($"passthrough guest start {Guest}")).Expect();
        var lent = (await machine.DriverAsync(LabMachine.Card), await machine.DriverAsync(LabMachine.CardAudio));
        (await machine.RunAsync($"passthrough guest stop {Guest} --force")).Expect();
        var returned = (await machine.DriverAsync(LabMachine.Card), await machine.DriverAsync(LabMachine.CardAudio));
        (await machine.RunAsync($"passthrough guest delete {Guest}")).Expect();

        Assert.Equal(("radeon", "snd_hda_intel"), (display, audio));
        Assert.Equal(("vfio-pci", "vfio-pci"), lent);
        Assert.Equal(("radeon", "snd_hda_intel"), returned);

        (await machine.RunAsync("passthrough undo")).Expect();
        Assert.Equal(before, await machine.ManifestAsync());

        (await machine.RunAsync($"{LabMachine.Apply} --isolation ids")).Expect();
        await machine.RebootAsync();
        (await machine.RunAsync("passthrough verify")).Expect();

        Assert.Equal("vfio-pci", await machine.DriverAsync(LabMachine.Card));
        Assert.Equal("vfio-pci", await machine.DriverAsync(LabMachine.CardAudio));

        (await machine.RunAsync("passthrough undo")).Expect();
        Assert.Equal(before, await machine.ManifestAsync());
    }
}
