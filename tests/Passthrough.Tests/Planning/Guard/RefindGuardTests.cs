using Passthrough.Failures;
using Passthrough.Planning;
using Passthrough.Tests.Changes;

namespace Passthrough.Tests.Planning.Guard;

public class RefindGuardTests
{
    private static readonly PlanRequest NoTrial = ScratchHost.Request with { NoTrial = true };

    [Fact]
    public void Without_a_trial_todays_start_is_offered_before_anything_else()
    {
        using var host = RefindMachine.Create();
        Assert.Equal(["fallback-initramfs", "boot-entry", "isolated-devices", "initramfs-hook", "isolation-script", "hotplug-rule", "initramfs"], Planner.Plan(host.Facts, NoTrial).Changes.Select(change => change.Id));
    }

    [Fact]
    public void Lines_beside_the_kernels_and_stanzas_are_edited_together()
    {
        using var host = RefindMachine.CreateWithStanzas();
        host.Write(RefindMachine.Lines, "\"Standard\" \"root=UUID=aa ro splash\"\n\"Other system\" \"root=UUID=bb ro splash\"\n");
        Assert.Equal(["/boot/efi/EFI/refind/mine.conf", "/boot/refind_linux.conf"], Planner.Plan(host.Facts, NoTrial).Changes.OfType<KernelLineChange>().Select(change => change.Path).Order());
    }

    [Fact]
    public void A_version_that_refind_puts_into_the_name_of_the_image_gives_way_to_the_kept_image()
    {
        using var host = RefindMachine.Create();
        host.Write(RefindMachine.Lines, "\"Standard\" \"root=UUID=aa ro quiet initrd=boot\\intel-ucode.img initrd=boot\\initrd.img-%v\"\n");
        var change = Assert.Single(Planner.Plan(host.Facts, NoTrial).Changes.OfType<KernelLineChange>());
        Assert.EndsWith("\"root=UUID=aa ro quiet initrd=boot\\intel-ucode.img passthrough=off initrd=boot\\passthrough-fallback.img\"\n", change.After, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"Standard\" \"root=UUID=aa rw loud\"\n", "so it is not known which started it")]
    [InlineData("\"Standard\" \"root=UUID=aa ro quiet\"\n\"More\" root\n", "a quote is left open or missing")]
    public void What_is_not_certain_is_refused_with_the_words_to_add(string text, string why)
    {
        using var host = RefindMachine.Create();
        host.SetVariable("LoaderInfo", "rEFInd 0.14.2");
        host.Write(RefindMachine.Lines, text);
        var refused = Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, NoTrial));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Contains("intel_iommu=on iommu=pt", refused.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_the_running_line_does_not_name_is_refused()
    {
        using var host = RefindMachine.Create();
        host.Boot("root=UUID=aa ro quiet");
        Assert.Contains("names no initramfs", Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, NoTrial)).Message, StringComparison.Ordinal);
    }
}
