namespace Passthrough.LabTests;

/// <summary>What becomes of an isolated function that is taken out and added again while the machine runs.</summary>
[Collection(IsolatedCard.Name)]
public class HotplugTests(IsolatedMachine machine)
{
    [Fact]
    public async Task A_function_that_is_added_again_is_isolated_again_and_its_twin_keeps_its_driver()
    {
        var twin = await machine.TwinAsync();
        var twinDriver = await machine.DriverAsync($"{twin[..^1]}1");
        Assert.Equal("vfio-pci", await machine.DriverAsync(LabMachine.CardAudio));

        await machine.OutputAsync($"echo 1 >/sys/bus/pci/devices/{LabMachine.CardAudio}/remove; echo 1 >/sys/bus/pci/rescan; udevadm settle");

        Assert.Equal("vfio-pci", await machine.DriverAsync(LabMachine.CardAudio));
        Assert.Equal(twinDriver, await machine.DriverAsync($"{twin[..^1]}1"));
    }
}
