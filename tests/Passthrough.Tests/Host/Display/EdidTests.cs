using System.Text;
using Passthrough.Host.Display;

namespace Passthrough.Tests.Host.Display;

public class EdidTests
{
    [Fact]
    public void An_edid_loses_its_serial_numbers_and_its_sums_stay_right()
    {
        var edid = new byte[256];
        new byte[] { 0, 255, 255, 255, 255, 255, 255, 0, 0x10, 0xac, 0x64, 0x40, 1, 2, 3, 4 }.CopyTo(edid, 0);
        new byte[] { 0, 0, 0, 0xff, 0 }.CopyTo(edid, 54);
        "ABC123456789\n"u8.CopyTo(edid.AsSpan(59));
        new byte[] { 0, 0, 0, 0xfc, 0 }.CopyTo(edid, 72);
        "DELL U2715H\n "u8.CopyTo(edid.AsSpan(77));
        new byte[] { 0x70, 0x12, 20, 0, 0, 0x00, 0, 12, (byte)'D', (byte)'E', (byte)'L', 1, 2, 9, 8, 7, 6 }.CopyTo(edid, 128);
        var cleaned = Edid.WithoutSerial(edid)!;
        Assert.Equal(new byte[4], cleaned[12..16]);
        Assert.Equal("DELL U2715H", Encoding.ASCII.GetString(cleaned[77..88]));
        Assert.DoesNotContain("123456789", Encoding.ASCII.GetString(cleaned), StringComparison.Ordinal);
        Assert.Equal(new byte[4], cleaned[141..145]);
        Assert.Equal(0, cleaned[..128].Sum(value => value) & 255);
        Assert.Equal(0, cleaned[128..].Sum(value => value) & 255);
        Assert.Equal(0, cleaned[129..154].Sum(value => value) & 255);
        Assert.Null(Edid.WithoutSerial([1, 2, 3]));
    }
}
