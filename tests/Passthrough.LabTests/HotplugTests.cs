namespace Passthrough.LabTests;

/// <summary>What becomes of an isolated function that is taken out and added again while the machine runs.</summary>
[Collection(IsolatedCard.Name)]
public class HotplugTests(IsolatedMachine machine)
{
    [Fact]
    public async Task A_function_that_is_added_again_is_isolated_again_before_its_driver_is_loaded_for_it()
    {
        var twin = $"{(await machine.TwinAsync())[..^1]}1";
        Assert.Equal("vfio-pci", await machine.DriverAsync(LabMachine.CardAudio));

        // A driver that is there already, for the twin, may be bound by the kernel before anybody is told of the function.
        await machine.OutputAsync($"modprobe -r snd_hda_intel; echo 1 >/sys/bus/pci/devices/{LabMachine.CardAudio}/remove; echo 1 >/sys/bus/pci/rescan; udevadm settle");
        var added = await machine.DriverAsync(LabMachine.CardAudio);
        await machine.OutputAsync("modprobe snd_hda_intel; udevadm settle");

        Assert.Equal("vfio-pci", added);
        Assert.Equal("vfio-pci", await machine.DriverAsync(LabMachine.CardAudio));
        Assert.Equal("snd_hda_intel", await machine.DriverAsync(twin));

        // The other tests find a machine in which no function was ever taken out.
        await machine.RebootAsync();
    }
}
