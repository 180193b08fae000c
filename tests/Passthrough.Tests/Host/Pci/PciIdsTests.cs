using System.Text;
using Passthrough.Host.Pci;

namespace Passthrough.Tests.Host.Pci;

public class PciIdsTests
{
    private const string Ordered = "# list\n0e11  Compaq\n\t0001  Bridge\n1002  AMD/ATI\n\t73bf  Navi 21\n\t\t1002 0e3a  Radeon RX 6900 XT\n\n# a comment\n\tab28  Audio\n8086  Intel\r\n\t1002  Not a vendor\nC 03  Display controller\n\t00  VGA\n";
    private const string Added = "8086  Intel\n\t1002  Not a vendor\n0e11  Compaq\n1002  AMD/ATI\n\t73bf  Navi 21\n\tab28  Audio\n";

    [Theory]
    [InlineData(Ordered)]
    [InlineData(Added)]
    public void Names_are_found_whatever_order_the_list_has(string list)
    {
        var names = PciIds.Find(Encoding.UTF8.GetBytes(list), [(0x8086, 0x1002), (0x1002, 0xab28), (0x1002, 0x73bf), (0x1002, 0xffff), (0xabcd, 0x0001)]);
        Assert.Equal([(0x1002, "AMD/ATI"), (0x8086, "Intel")], names.Vendors.OrderBy(pair => pair.Key).Select(pair => ((int)pair.Key, pair.Value)));
        Assert.Equal(["Audio", "Navi 21", "Not a vendor"], names.Devices.Values.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_vendors_part_ends_where_the_next_vendor_or_the_classes_begin() =>
        Assert.Empty(PciIds.Find(Encoding.UTF8.GetBytes(Ordered), [(0x0e11, 0x73bf), (0x8086, 0x0000)]).Devices);
}
