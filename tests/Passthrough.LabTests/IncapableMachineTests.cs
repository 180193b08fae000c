namespace Passthrough.LabTests;

[Collection(Lane.Refusals)]
public class IommuOffInFirmwareTests(MachineWithoutIommu machine) : IClassFixture<MachineWithoutIommu>
{
    [Fact]
    public async Task Check_says_why_and_plan_refuses_without_touching_anything()
    {
        var check = await machine.RunAsync("passthrough check --json");
        var plan = await machine.RunAsync($"passthrough plan --gpu {LabMachine.Card}");

        Assert.Equal(16, check.ExitCode);
        Assert.Contains("\"iommu-", check.Output, StringComparison.Ordinal);
        Assert.Equal(3, plan.ExitCode);
        Assert.Contains("IOMMU", plan.Error, StringComparison.Ordinal);
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
    }
}

[Collection(Lane.Refusals)]
public class OneDisplayTests(MachineWithOneDisplay machine) : IClassFixture<MachineWithOneDisplay>
{
    [Fact]
    public async Task The_only_display_is_never_given_away()
    {
        var only = await machine.OutputAsync("basename $(dirname $(grep -l 1 /sys/bus/pci/devices/*/boot_vga))");

        var refused = await machine.RunAsync($"passthrough apply --gpu {only}");

        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("only", refused.Error, StringComparison.Ordinal);
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
    }
}
