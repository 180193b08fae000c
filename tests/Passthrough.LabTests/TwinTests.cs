namespace Passthrough.LabTests;

[Collection(IsolatedCard.Name)]
public class TwinTests(IsolatedMachine machine)
{
    [Fact]
    public async Task Only_the_named_card_of_two_equal_ones_is_bound()
    {
        var twin = await machine.TwinAsync();

        Assert.Equal("vfio-pci", await machine.DriverAsync(LabMachine.Card));
        Assert.Equal("vfio-pci", await machine.DriverAsync(LabMachine.CardAudio));
        Assert.Equal("radeon", await machine.DriverAsync(twin));
        Assert.Equal(
            await machine.OutputAsync($"cat /sys/bus/pci/devices/{LabMachine.Card}/device"),
            await machine.OutputAsync($"cat /sys/bus/pci/devices/{twin}/device"));
    }

    [Fact]
    public async Task The_named_card_was_taken_before_its_own_driver_saw_it()
    {
        Assert.Equal("0", await machine.OutputAsync("dmesg | grep -c 'radeon 0000:01:00.0' || true"));
        (await machine.RunAsync("passthrough verify")).Expect();
    }

    [Fact]
    public async Task A_card_that_shares_its_group_is_refused_and_the_others_are_named()
    {
        var shared = await machine.OutputAsync("for d in /sys/bus/pci/devices/*; do grep -q 0x0380 $d/class && basename $d; done; true");

        var refused = await machine.RunAsync($"passthrough plan --gpu {shared}");

        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("8086:100e", refused.Error, StringComparison.Ordinal);
        Assert.Contains("slot", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_that_a_process_holds_is_refused_and_the_process_named()
    {
        // The sound function's node: closing the emulated Radeon's own node makes the kernel's radeon driver divide by zero.
        var twin = await machine.TwinAsync();
        var node = await machine.OutputAsync($"basename $(ls -d /sys/bus/pci/devices/{twin[..^1]}1/sound/card*/controlC*)");

        var refused = await machine.RunAsync($"exec 5<>/dev/snd/{node}; passthrough plan --gpu {twin}; code=$?; exit $code");

        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("bash", refused.Error, StringComparison.Ordinal);
        Assert.Contains($"/dev/snd/{node}", refused.Error, StringComparison.Ordinal);
    }
}
