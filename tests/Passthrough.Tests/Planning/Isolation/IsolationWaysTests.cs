using Passthrough.Changes;
using Passthrough.Failures;
using Passthrough.Planning;
using Passthrough.Planning.Isolation;
using Passthrough.Tests.Changes;

namespace Passthrough.Tests.Planning.Isolation;

/// <summary>How a card is kept for guests: by identity, by ids where a person asks for it, or not until a guest starts.</summary>
public class IsolationWaysTests
{
    private static readonly PlanRequest ByIds = ScratchHost.Request with { Isolation = IsolationWay.Ids };
    private static readonly PlanRequest OnDemand = ScratchHost.Request with { Isolation = IsolationWay.OnDemand };

    [Fact]
    public void By_identity_udev_gives_a_function_that_is_added_again_to_vfio_pci_at_the_same_identity_only()
    {
        using var host = new ScratchHost();
        var rule = Assert.Single(Planner.Plan(host.Facts, ScratchHost.Request).Changes.OfType<FileChange>(), change => change.Id is "hotplug-rule");
        Assert.Equal("/etc/udev/rules.d/60-passthrough.rules", rule.Path);
        Assert.Contains(
            "KERNEL==\"0000:01:00.0\", ATTR{vendor}==\"0x1002\", ATTR{device}==\"0x5159\", ATTR{subsystem_vendor}==\"0x1af4\", ATTR{subsystem_device}==\"0x1100\", ATTR{driver_override}=\"vfio-pci\"",
            rule.After, StringComparison.Ordinal);
        Assert.Contains("TEST!=\"/run/passthrough/isolated\", GOTO=", rule.After, StringComparison.Ordinal);
        Assert.DoesNotContain("0000:00:01.0", rule.After, StringComparison.Ordinal);
    }

    [Fact]
    public void By_ids_the_kernel_line_has_them_and_modprobe_loads_vfio_pci_first()
    {
        using var host = new ScratchHost();
        var before = host.Picture();
        Applier.Apply(host.Context, ByIds, saved: null);

        Assert.Contains("GRUB_CMDLINE_LINUX_DEFAULT=\"quiet intel_iommu=on iommu=pt vfio-pci.ids=1002:5159,8086:293e\"", host.Read("etc/default/grub"), StringComparison.Ordinal);
        Assert.Equal(
            "# Written by passthrough; 'passthrough undo' takes it back.\nsoftdep amdgpu pre: vfio-pci\nsoftdep radeon pre: vfio-pci\nsoftdep snd_hda_intel pre: vfio-pci\n",
            host.Read("etc/modprobe.d/passthrough-vfio.conf"));
        Assert.False(File.Exists(host.Roots.Etc("passthrough/isolated-devices")));
        Assert.True(Applier.Apply(host.Context, ByIds, saved: null).IsNothingToDo);

        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void By_ids_a_second_device_with_one_of_them_is_refused_and_named()
    {
        using var host = new ScratchHost();
        host.AddDevice("0000:05:00.0", "8086:293e", "1af4:1100", "040300", "snd_hda_intel", null);
        var error = Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ByIds));
        Assert.Contains("0000:05:00.0", error.Message, StringComparison.Ordinal);
        Assert.Contains("8086:293e", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void By_ids_what_a_person_gave_vfio_pci_already_is_not_replaced()
    {
        using var host = new ScratchHost();
        var grub = host.Read("boot/grub/grub.cfg");
        host.Write("boot/grub/grub.cfg", grub.Replace(" quiet", " quiet vfio_pci.ids=10de:1b81", StringComparison.Ordinal));
        var error = Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ByIds));
        Assert.Contains("vfio_pci.ids=10de:1b81", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void By_ids_verify_asks_for_the_driver_and_for_no_record_of_the_initramfs()
    {
        using var host = new ScratchHost();
        var plan = Planner.Plan(host.Facts, ByIds);
        Assert.Equal(2, plan.Postconditions.OfType<DeviceHasDriver>().Count(driver => driver.Driver is Planner.VfioPci));
        Assert.Empty(plan.Postconditions.OfType<IsolatedBeforeDrivers>());
    }

    [Fact]
    public void On_demand_only_the_iommu_is_switched_on_and_the_host_keeps_the_card()
    {
        using var host = new ScratchHost();
        var before = host.Picture();
        var plan = Applier.Apply(host.Context, OnDemand, saved: null).Plan;

        Assert.DoesNotContain(plan.Changes, change => change is InitramfsChange);
        Assert.Contains(plan.Changes, change => change.Id is "kernel-command-line");
        Assert.DoesNotContain(plan.Postconditions, postcondition => postcondition is DeviceHasDriver { Driver: Planner.VfioPci } or GroupIsViable or IsolatedBeforeDrivers);
        Assert.NotNull(plan.TrialBoot);

        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void A_plan_remembers_the_way_and_says_it_in_the_command_that_applies_it()
    {
        using var host = new ScratchHost();
        var plan = Planner.Plan(host.Facts, OnDemand);
        Assert.Equal(IsolationWay.OnDemand, PlanJson.Read(PlanJson.Write(plan), "plan.json").Request!.Isolation);
        Assert.Contains("--isolation on-demand", string.Join('\n', Passthrough.Cli.Views.PlanView.Closing(plan)), StringComparison.Ordinal);
    }
}
