using System.Text;
using Passthrough.Host;
using Passthrough.Host.Pci;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Pci;

public class PciUeventTests
{
    private const string Radeon = "DRIVER=amdgpu\nPCI_CLASS=30000\nPCI_ID=1002:73BF\nPCI_SUBSYS_ID=1002:0E3A\nPCI_SLOT_NAME=0000:01:00.0\nMODALIAS=pci:v00001002d000073BFsv00001002sd00000E3Abc03sc00i00\n";

    [Fact]
    public void The_one_file_tells_what_seven_others_tell()
    {
        var expected = new PciUevent(0x030000, new PciIdentity(0x1002, 0x73bf, 0x1002, 0x0e3a), "amdgpu", "pci:v00001002d000073BFsv00001002sd00000E3Abc03sc00i00");
        Assert.Equal(expected, PciUevent.Parse(Encoding.UTF8.GetBytes(Radeon)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("PCI_CLASS=30000\n")]
    [InlineData("PCI_ID=1002:73BF\n")]
    [InlineData("PCI_CLASS=x\nPCI_ID=1002:73BF\n")]
    [InlineData("PCI_CLASS=30000\nPCI_ID=1002-73BF\n")]
    public void A_file_without_class_or_ids_tells_nothing(string text) => Assert.Null(PciUevent.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_function_is_the_same_read_from_either()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true).WithRadeon(group: 1).File($"{Desktop.Radeon}/modalias", "pci:v00001002d000073BFsv00001002sd00000E3Abc03sc00i00\n");
        var apart = HostFactsJson.Write(HostReader.Read(machine.Roots));
        machine.File($"{Desktop.Radeon}/uevent", Radeon);
        foreach (var name in new[] { "vendor", "device", "class", "subsystem_vendor", "subsystem_device", "modalias", "driver" })
        {
            File.Delete(machine.Path($"{Desktop.Radeon}/{name}"));
        }

        Assert.Equal(apart, HostFactsJson.Write(HostReader.Read(machine.Roots)));
    }

    [Fact]
    public void Rubbish_is_swallowed() => Rubbish.IsSwallowedAsBytesBy(bytes => PciUevent.Parse(bytes), "DRIVER=", "PCI_CLASS=", "PCI_ID=", "PCI_SUBSYS_ID=", "30000", "1002:73bf", "\n", "MODALIAS=");
}
