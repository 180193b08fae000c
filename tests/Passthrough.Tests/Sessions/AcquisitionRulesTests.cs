using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Memory;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Iommu;
using Passthrough.Host.Memory;
using Passthrough.Host.Network;
using Passthrough.Host.Pci;
using Passthrough.Sessions;
using Passthrough.Tests.Guests;

namespace Passthrough.Tests.Sessions;

public class AcquisitionRulesTests
{
    private static readonly GuestSpec PlainQemu = TestGuests.Guest with { Runtime = GuestRuntime.Qemu };

    [Fact]
    public void An_isolated_card_may_go_to_either_runtime()
    {
        AcquisitionRules.Require(TestGuests.Guest, TestGuests.Host(), []);
        AcquisitionRules.Require(PlainQemu, TestGuests.Host(), []);
    }

    [Fact]
    public void A_card_on_a_driver_of_the_host_that_nobody_uses_is_taken_from_it()
    {
        AcquisitionRules.Require(TestGuests.Guest, TestGuests.Host("radeon"), []);
        AcquisitionRules.Require(PlainQemu, TestGuests.Host("radeon"), []);
        AcquisitionRules.Require(PlainQemu, TestGuests.Host(null), []);
    }

    [Fact]
    public void The_card_that_shows_the_screen_is_not_taken_from_its_driver()
    {
        var host = TestGuests.Host("radeon");
        var alone = host with { Display = DisplayFacts.NamesOnly(host.Pci) with { Cards = [DisplayFacts.NamesOnly(host.Pci).Cards.First(card => card.Display == TestGuests.Gpu)] } };
        Refuses(PlainQemu, alone, [], "shows this machine's screen", "passthrough plan --gpu");
        Refuses(PlainQemu, alone, [], "shows this machine's screen", "single-gpu: on");
        AcquisitionRules.Require(PlainQemu, alone with { Pci = TestGuests.Host().Pci }, []);
        AcquisitionRules.Require(PlainQemu with { TakesScreen = true }, alone, []);
    }

    [Fact]
    public void A_screen_that_would_not_come_back_is_not_taken()
    {
        var host = TestGuests.Host(null);
        var shown = host with { Display = host.Display with { BootFramebuffers = [new BootFramebuffer("simple-framebuffer.0", "simple-framebuffer", TestGuests.Gpu)] } };
        Refuses(PlainQemu with { TakesScreen = true }, shown, [], "simple-framebuffer.0", "passthrough plan --gpu");
    }

    [Fact]
    public void Who_holds_the_card_is_named() =>
        Refuses(TestGuests.Guest, TestGuests.Host("radeon"), [new DeviceHolder(1741, "Xorg", "/dev/dri/card1")], "Xorg (pid 1741, /dev/dri/card1)", "end these programs");

    [Fact]
    public void A_guest_that_has_the_card_is_named() =>
        Refuses(TestGuests.Guest, TestGuests.Host(), [new DeviceHolder(99, "qemu-system-x86", "/dev/vfio/13")], "qemu-system-x86 (pid 99, /dev/vfio/13)", "stop the other guest");

    [Fact]
    public void A_device_that_another_guest_has_is_refused_with_file_line_and_key()
    {
        var other = new SessionRecord(1, "other", GuestRuntime.Libvirt, [TestGuests.Guest.Owned.First()], new ProcessIdentity(1, 1), null);
        var exception = Assert.Throws<RefusedException>(() => AcquisitionRules.RequireOwn(TestGuests.Guest, [other], key => $"passthrough.yaml:7: {key}: "));
        Assert.Equal("passthrough.yaml:7: gpu: 0000:01:00.0 is with guest 'other'", exception.Message);
        AcquisitionRules.RequireOwn(TestGuests.Guest, [other with { Functions = [] }], key => key);
        AcquisitionRules.RequireOwn(TestGuests.Guest, [other with { Guest = TestGuests.Guest.Name }], key => key);
    }

    [Fact]
    public void A_foreign_member_of_the_group_is_named()
    {
        var network = TestGuests.Device(PciAddress.Parse("0000:02:00.0"), "8086:15bc", 0x020000, "e1000e");
        Refuses(TestGuests.Guest, TestGuests.Host(others: [network]), [], "0000:02:00.0 (8086:15bc, e1000e)", "another slot");
    }

    [Theory]
    [InlineData(0x060400u, "pcieport")]
    [InlineData(0x020000u, "vfio-pci")]
    [InlineData(0x020000u, "pci-stub")]
    [InlineData(0x020000u, null)]
    public void A_member_that_the_host_does_not_use_is_in_nobodys_way(uint code, string? driver) =>
        AcquisitionRules.Require(TestGuests.Guest, TestGuests.Host(others: [TestGuests.Device(PciAddress.Parse("0000:02:00.0"), "8086:1901", code, driver)]), []);

    [Fact]
    public void Without_groups_nothing_is_given_away() =>
        Refuses(TestGuests.Guest, TestGuests.Host() with { Iommu = new IommuFacts("DMAR", true, [], [], null) }, [], "no IOMMU groups", "passthrough plan");

    [Fact]
    public void Memory_that_is_not_there_is_not_pinned() =>
        Refuses(TestGuests.Guest, TestGuests.Host() with { Memory = new MemoryFacts(16 << 20, 1 << 20, null, null, null) }, [], "4096 MiB", "memory");

    [Fact]
    public void A_network_of_libvirt_that_is_off_is_named() =>
        Refuses(TestGuests.Guest, TestGuests.Host() with { Network = NetworkFacts.None with { Libvirt = [] } }, [], "network 'default' is not on", "virsh net-start default");

    [Fact]
    public void Huge_pages_that_neither_are_free_nor_can_be_made_are_named() =>
        Refuses(
            TestGuests.Guest with { Memory = TestGuests.Guest.Memory with { HugePages = HugePageSize.Gib1 } },
            TestGuests.Host() with { Memory = new MemoryFacts(16 << 20, 1 << 19, null, null, null) { HugePages = [new HugePagePool(1 << 20, 8, 3, 0)] } },
            [],
            "3072 MiB of them are free",
            "--hugepages 4G");

    [Fact]
    public void Emulation_is_never_chosen_silently()
    {
        var host = TestGuests.Host();
        var without = host with { Virtualization = host.Virtualization with { HasKvmDevice = false } };
        Refuses(TestGuests.Guest, without, [], "/dev/kvm", "--accelerator tcg");
        Refuses(TestGuests.Guest, host with { Cpu = host.Cpu with { HasVirtualization = false } }, [], "/dev/kvm", "--accelerator tcg");
        AcquisitionRules.Require(TestGuests.Guest with { Accelerator = GuestAccelerator.Tcg }, without, []);
    }

    private static void Refuses(GuestSpec guest, HostFacts host, ImmutableArray<DeviceHolder> holders, string words, string nextStep)
    {
        var exception = Assert.Throws<RefusedException>(() => AcquisitionRules.Require(guest, host, holders));
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.Contains(nextStep, exception.NextStep, StringComparison.Ordinal);
    }
}
