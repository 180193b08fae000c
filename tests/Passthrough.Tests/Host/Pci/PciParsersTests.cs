using Passthrough.Host;
using Passthrough.Host.Pci;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Pci;

public class PciParsersTests
{
    [Theory]
    [InlineData("../../../devices/pci0000:00/0000:00:01.0/0000:01:00.0", "0000:00:01.0")]
    [InlineData("../../../devices/pci0000:00/0000:00:02.0", "")]
    [InlineData("../../../devices/pci0000:00/0000:00:0e.0/pci10000:e0/10000:e0:06.0/10000:e1:00.0", "10000:e0:06.0")]
    [InlineData("../../../devices/platform/4010000000.pcie/pci0000:00/0000:00:02.0/0000:01:00.0", "0000:00:02.0")]
    public void The_bridges_above_are_those_on_the_same_root_bus(string target, string expected) =>
        Assert.Equal(expected, string.Join(' ', PciDevicePath.Upstream(target)));

    [Fact]
    public void Resources_in_use_are_numbered_by_their_line()
    {
        var bars = PciResources.Parse(
            "0x0000000080000000 0x000000008fffffff 0x000000000014220c\n"
            + "0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
            + "0x000000000000c000 0x000000000000c0ff 0x0000000000040101\n");
        Assert.Equal(
            [
                new PciBar(0, 0x80000000, 0x10000000, IsMemory: true, IsPrefetchable: true, Is64Bit: true),
                new PciBar(2, 0xc000, 0x100, IsMemory: false, IsPrefetchable: false, Is64Bit: false),
            ],
            bars);
    }

    [Fact]
    public void A_group_that_vfio_made_without_an_iommu_isolates_nothing()
    {
        using var machine = new ScratchMachine()
            .Pci("0000:00:01.0", "8086:10d3", "020000", "vfio-pci", group: 0)
            .File("/sys/kernel/iommu_groups/0/name", "vfio-noiommu\n");
        var facts = HostReader.Read(machine.Roots);
        Assert.False(facts.Iommu.IsOn);
        Assert.Null(facts.Pci.Devices[0].IommuGroup);
    }

    [Fact]
    public void Groups_are_known_by_the_devices_links_alone_where_a_snapshot_has_no_folder_of_groups()
    {
        using var machine = new ScratchMachine()
            .Pci("0000:00:01.0", "8086:10d3", "020000")
            .Link("/sys/devices/pci0000:00/0000:00:01.0/iommu_group", "../../../kernel/iommu_groups/5");
        Assert.Equal(5, Assert.Single(HostReader.Read(machine.Roots).Iommu.Groups).Number);
    }
}
