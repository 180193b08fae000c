using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Iommu;
using Passthrough.Host.Memory;
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
    public void A_card_on_a_driver_of_the_host_that_nobody_uses_may_be_taken_by_libvirt_only()
    {
        AcquisitionRules.Require(TestGuests.Guest, TestGuests.Host("radeon"), []);
        Refuses(PlainQemu, TestGuests.Host("radeon"), [], "0000:01:00.0 (radeon)", "passthrough plan");
        Refuses(PlainQemu, TestGuests.Host(null), [], "no driver", "passthrough plan");
    }

    [Fact]
    public void Who_holds_the_card_is_named() =>
        Refuses(TestGuests.Guest, TestGuests.Host("radeon"), [new DeviceHolder(1741, "Xorg", "/dev/dri/card1")], "Xorg (pid 1741, /dev/dri/card1)", "end these programs");

    [Fact]
    public void A_guest_that_has_the_card_is_named() =>
        Refuses(TestGuests.Guest, TestGuests.Host(), [new DeviceHolder(99, "qemu-system-x86", "/dev/vfio/13")], "qemu-system-x86 (pid 99, /dev/vfio/13)", "stop the other guest");

    [Fact]
    public void A_card_that_moved_is_offered_at_its_new_address()
    {
        var moved = PciAddress.Parse("0000:02:00.0");
        var host = TestGuests.Host(others: [TestGuests.Device(moved, "1002:5159/1af4:1100", 0x030000, "radeon")]);
        var swapped = host with { Pci = new PciFacts([TestGuests.Device(TestGuests.Gpu, "10de:1b80/1af4:1100", 0x030000, "vfio-pci"), .. host.Pci.Devices.Skip(1)]) };
        Refuses(TestGuests.Guest, swapped, [], "there is 10de:1b80/1af4:1100", "it is now at 0000:02:00.0");
    }

    [Fact]
    public void A_card_that_is_gone_is_missed()
    {
        var host = TestGuests.Host();
        Refuses(TestGuests.Guest, host with { Pci = new PciFacts([.. host.Pci.Devices.Skip(1)]) }, [], "there is nothing", "plugged in");
    }

    [Fact]
    public void Another_board_with_the_same_chip_is_another_card()
    {
        var host = TestGuests.Host();
        var other = host with { Pci = new PciFacts([TestGuests.Device(TestGuests.Gpu, "1002:5159/1043:0001", 0x030000, "vfio-pci"), .. host.Pci.Devices.Skip(1)]) };
        Refuses(TestGuests.Guest, other, [], "there is 1002:5159/1043:0001", "no function of this machine");
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
        Refuses(TestGuests.Guest, TestGuests.Host() with { Memory = new MemoryFacts(16 << 20, 1 << 20, null, null, null) }, [], "4096 MiB", "memoryMiB");

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
