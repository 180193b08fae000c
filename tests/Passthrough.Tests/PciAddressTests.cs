using Passthrough.Host.Pci;

namespace Passthrough.Tests;

public class PciAddressTests
{
    [Theory]
    [InlineData("0000:01:00.0", "0000:01:00.0")]
    [InlineData("01:00.0", "0000:01:00.0")]
    [InlineData("10000:e1:00.7", "10000:e1:00.7")]
    public void Reads_what_sysfs_and_lspci_write(string text, string expected) =>
        Assert.Equal(expected, PciAddress.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("01:00")]
    [InlineData("0000:01:00.8")]
    [InlineData("0000:01:20.0")]
    [InlineData("0000:1:00.0")]
    [InlineData("0000:01:00.0 ")]
    [InlineData("0000:01:00.0:1")]
    public void Refuses_anything_else(string text) => Assert.False(PciAddress.TryParse(text, out _));
}
