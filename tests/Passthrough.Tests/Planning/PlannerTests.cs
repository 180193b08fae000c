using Passthrough.Changes.Verification;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Pci;
using Passthrough.Planning;
using Passthrough.Planning.Isolation;
using Passthrough.Tests.Changes;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Planning;

public class PlannerTests
{
    [Fact]
    public void The_plan_for_people()
    {
        using var host = new ScratchHost();
        var facts = host.Facts;
        var plan = Planner.Plan(facts, ScratchHost.Request);
        Golden.Matches("plan.txt", string.Join('\n', PlanView.Lines(plan, facts, 80).Concat(PlanView.Closing(plan))) + "\n");
    }

    [Fact]
    public void The_plan_as_a_document()
    {
        using var host = new ScratchHost();
        Golden.Matches("plan.json", PlanJson.Write(Planner.Plan(host.Facts, ScratchHost.Request)) + "\n");
    }

    [Fact]
    public void The_same_facts_give_the_same_plan_and_it_survives_its_document()
    {
        using var host = new ScratchHost();
        var plan = Planner.Plan(host.Facts, ScratchHost.Request);
        Assert.Equal(PlanJson.Write(plan), PlanJson.Write(Planner.Plan(host.Facts, ScratchHost.Request)));
        Assert.Equal(PlanJson.Write(plan), PlanJson.Write(PlanJson.Read(PlanJson.Write(plan), "plan.json")));
    }

    [Fact]
    public void A_plan_is_the_same_when_only_cards_are_read_in_full()
    {
        using var host = new ScratchHost();
        Assert.Equal(PlanJson.Write(Planner.Plan(host.Facts, ScratchHost.Request)), PlanJson.Write(Planner.Plan(HostReader.Read(host.Roots, HostReadScope.Plans), ScratchHost.Request)));
    }

    [Fact]
    public void Amd_gets_no_word_that_its_kernel_does_not_know_and_off_is_taken_out()
    {
        using var host = new ScratchHost();
        File.Move(host.Roots.Sys("firmware/acpi/tables/DMAR"), host.Roots.Sys("firmware/acpi/tables/IVRS"));
        host.Write("etc/default/grub", "GRUB_CMDLINE_LINUX_DEFAULT='quiet amd_iommu=off'\n");
        var change = KernelLine(host);
        Assert.Equal("GRUB_CMDLINE_LINUX_DEFAULT='quiet iommu=pt'\n", change.After);
        Assert.Contains("amd_iommu=off", change.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_that_switches_the_iommu_off_is_replaced_and_the_plan_says_so()
    {
        using var host = new ScratchHost();
        host.Write("etc/default/grub", "GRUB_CMDLINE_LINUX_DEFAULT=\"intel_iommu=off quiet\"\nGRUB_CMDLINE_LINUX=\"iommu=off nosmt\"\n");
        var change = KernelLine(host);
        Assert.Equal("GRUB_CMDLINE_LINUX_DEFAULT=\"intel_iommu=on quiet iommu=pt\"\nGRUB_CMDLINE_LINUX=\"nosmt\"\n", change.After);
        Assert.Contains("intel_iommu=off iommu=off stood against that", change.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_that_the_line_has_for_every_entry_are_not_added_again()
    {
        using var host = new ScratchHost();
        host.Write("etc/default/grub", "GRUB_CMDLINE_LINUX_DEFAULT=quiet\nGRUB_CMDLINE_LINUX=\"intel_iommu=on,sm_on iommu=pt\"\n");
        Assert.DoesNotContain(Planner.Plan(host.Facts, ScratchHost.Request).Changes, change => change.Id is "kernel-command-line");
    }

    [Fact]
    public void The_edit_goes_where_the_assignment_takes_effect()
    {
        using var host = new ScratchHost();
        host.Write("etc/default/grub.d/10-vendor.cfg", "GRUB_CMDLINE_LINUX_DEFAULT=\"splash\"\n");
        host.Write("etc/default/grub.d/20-dump.cfg", "GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT crashkernel=384M\"\n");
        Assert.Equal("/etc/default/grub.d/10-vendor.cfg", KernelLine(host).Path);
    }

    [Fact]
    public void A_line_that_cannot_be_followed_is_refused_with_the_words_to_add()
    {
        using var host = new ScratchHost();
        host.Write("etc/default/grub", "GRUB_CMDLINE_LINUX_DEFAULT=\"$(cat /etc/words)\"\n");
        var error = Refusal(host);
        Assert.Equal("/etc/default/grub", error.Where);
        Assert.Contains("intel_iommu=on iommu=pt", error.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_utf_8_is_refused()
    {
        using var host = new ScratchHost();
        File.WriteAllBytes(host.Roots.Etc("default/grub"), [.. "GRUB_DISTRIBUTOR="u8, 0xe9, .. "\n"u8]);
        Assert.Contains("UTF-8", Refusal(host).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_whose_firmware_offers_no_iommu_is_refused()
    {
        using var host = new ScratchHost();
        File.Delete(host.Roots.Sys("firmware/acpi/tables/DMAR"));
        Assert.Contains("VT-d", Refusal(host).NextStep, StringComparison.Ordinal);
        host.Write("proc/cpuinfo", "vendor_id\t: GenuineIntel\nflags\t\t: hypervisor\n");
        Assert.Contains("itself a virtual machine", Refusal(host).Message, StringComparison.Ordinal);
        Directory.Delete(host.Roots.Sys("firmware"), recursive: true);
        Assert.Contains("not known", Refusal(host).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_only_card_the_boot_card_and_a_part_of_a_card_are_refused()
    {
        using var host = new ScratchHost();
        Assert.Contains("booted with", Refusal(host, "0000:00:01.0").Message, StringComparison.Ordinal);
        Assert.Contains("bridge", Refusal(host, "0000:00:1c.0").Message, StringComparison.Ordinal);
        Assert.Contains("--gpu 0000:01:00.0", Refusal(host, "0000:01:00.1").NextStep, StringComparison.Ordinal);
        Assert.Throws<NotFoundException>(() => Planner.Plan(host.Facts, new PlanRequest(PciAddress.Parse("0000:09:00.0"))));
        File.Delete(Path.Combine(host.Root, "sys/bus/pci/devices/0000:00:01.0"));
        Assert.Contains("only graphics card", Refusal(host).Message, StringComparison.Ordinal);

        // What stays the host's until a guest starts has to work after the boot.
        var plan = Planner.Plan(host.Facts, ScratchHost.Request with { Isolation = IsolationWay.OnDemand });
        Assert.Equal(plan.Devices, plan.HostDisplay);
        Assert.Contains(plan.Changes, change => change is BootConfigurationChange);
    }

    [Fact]
    public void A_group_with_someone_elses_device_is_refused_and_the_device_named()
    {
        using var host = new ScratchHost();
        host.AddDevice("0000:02:00.0", "8086:10d3", "8086:a01f", "020000", "e1000e", null);
        host.SetGroup(3, "0000:01:00.0", "0000:01:00.1", "0000:00:1c.0", "0000:02:00.0");
        var error = Refusal(host);
        Assert.Contains("0000:02:00.0", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0000:00:1c.0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_card_in_use_is_refused_until_the_person_accepts_it()
    {
        using var host = new ScratchHost();
        var card = host.Facts.Display.CardOf(ScratchHost.Gpu)!;
        var facts = host.Facts with
        {
            Display = host.Facts.Display with
            {
                Cards = host.Facts.Display.Cards.Replace(card, card with { Holders = [new Passthrough.Host.Display.DeviceHolder(4711, "Xorg", "/dev/dri/card1")] }, CardsByAddress.Instance),
            },
        };
        var error = Assert.Throws<RefusedException>(() => Planner.Plan(facts, ScratchHost.Request));
        Assert.Contains("Xorg (pid 4711) has /dev/dri/card1 open", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(Planner.Plan(facts, ScratchHost.Request with { AllowHolders = true }).Changes);
    }

    [Fact]
    public void Where_dracut_builds_the_initramfs_the_isolation_is_a_module_of_dracut()
    {
        using var host = new ScratchHost();
        File.Delete(host.Roots.Usr("sbin/mkinitramfs"));
        host.Write("usr/bin/dracut", "");
        var plan = Planner.Plan(host.Facts, ScratchHost.Request with { NoTrial = true });
        Assert.Equal(
            ["/etc/passthrough/isolated-devices", .. new[] { "module-setup.sh", "isolate.sh", "passthrough-isolate.sh" }.Select(name => "/usr/lib/dracut/modules.d/90passthrough/" + name), "/etc/udev/rules.d/60-passthrough.rules", "/etc/default/grub"],
            plan.Changes.OfType<FileChange>().Select(change => change.Path));
        var images = Assert.Single(plan.Changes.OfType<InitramfsChange>());
        Assert.Equal(InitramfsGenerator.Dracut, images.Generator);
        Assert.Equal(InitramfsGenerator.Dracut, PlanJson.Read(PlanJson.Write(plan), "plan.json").Changes.OfType<InitramfsChange>().Single().Generator);
        foreach (var change in plan.Changes.OfType<FileChange>())
        {
            host.Write(change.Path[1..], change.After);
        }

        Assert.Empty(Planner.Plan(host.Facts, ScratchHost.Request with { NoTrial = true }).Changes.OfType<FileChange>());
    }

    [Fact]
    public void A_card_of_the_host_that_shows_something_must_still_do_so()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true).WithRadeon(group: 14);
        var plan = Planner.Plan(HostReader.Read(machine.Roots), ScratchHost.Request with { NoTrial = true });
        Assert.Equal("0000:00:02.0", Assert.Single(plan.Postconditions.OfType<DisplayIsAlive>()).Device.Address.ToString());
        Directory.Delete(machine.Roots.Sys("devices/pci0000:00/0000:00:02.0/drm"), recursive: true);
        Assert.False(PostconditionJudge.Judge(HostReader.Read(machine.Roots), plan.Postconditions.OfType<DisplayIsAlive>().Single()).Holds);
    }

    [Fact]
    public void Another_boot_chain_is_refused_with_the_lines_to_add_by_hand()
    {
        using var host = new ScratchHost();
        File.Delete(host.Roots.Usr("sbin/mkinitramfs"));
        Assert.Contains("options vfio-pci ids=1002:5159,8086:293e", Refusal(host).NextStep, StringComparison.Ordinal);
        host.Write("proc/cmdline", "root=/dev/sda1 ro\n");
        Assert.Contains("not known to be GRUB", Refusal(host).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_without_vfio_is_refused()
    {
        using var host = new ScratchHost();
        host.AddKernel("6.1.0-3-cloud-amd64");
        host.Write("lib/modules/6.1.0-3-cloud-amd64/modules.dep", "");
        Assert.Contains("6.1.0-3-cloud-amd64", Refusal(host).Message, StringComparison.Ordinal);
    }

    private static FileChange KernelLine(ScratchHost host) =>
        Assert.Single(Planner.Plan(host.Facts, ScratchHost.Request).Changes.OfType<FileChange>(), change => change.Id is "kernel-command-line");

    private static RefusedException Refusal(ScratchHost host, string address = "0000:01:00.0") =>
        Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, new PlanRequest(PciAddress.Parse(address))));

    private sealed class CardsByAddress : IEqualityComparer<Passthrough.Host.Display.GraphicsCard>
    {
        public static CardsByAddress Instance { get; } = new();

        public bool Equals(Passthrough.Host.Display.GraphicsCard? x, Passthrough.Host.Display.GraphicsCard? y) => x?.Display == y?.Display;

        public int GetHashCode(Passthrough.Host.Display.GraphicsCard obj) => obj.Display.GetHashCode();
    }
}
