using Passthrough.Guests.Devices;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Guests.Devices;

public class UsbNameTests
{
    [Theory]
    [InlineData("1-4.2", null, "1-4.2")]
    [InlineData("046d:c52b", "046d:c52b", null)]
    [InlineData("046D:C52B", "046d:c52b", null)]
    [InlineData("046d:c52b@1-4.2", "046d:c52b", "1-4.2")]
    public void A_device_is_named_by_port_by_ids_or_by_both(string text, string? ids, string? port) => Assert.Equal(new UsbName(ids, port), UsbName.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("usb1")]
    [InlineData("1-0")]
    [InlineData("046d:c52")]
    [InlineData("1-4.2@046d:c52b")]
    [InlineData("046d:c52b@")]
    [InlineData("046d:c52b@1-2@1-3")]
    public void Anything_else_names_none(string text) => Assert.Null(UsbName.Parse(text));

    [Fact]
    public void Rubbish_is_no_name_and_a_name_reads_back() => Rubbish.IsSwallowedBy(
        text => Assert.All(new[] { UsbName.Parse(text) }.OfType<UsbName>(), name => Assert.Equal(name, UsbName.Parse(name.ToString()))), "1", "-", ".", "4", "@", ":", "046d", "c52b", "1-2");

    [Fact]
    public void A_name_fits_what_it_says()
    {
        Assert.True(UsbName.Parse("1-2")!.Fits("046d:c52b", "1-2"));
        Assert.True(UsbName.Parse("046d:c52b")!.Fits("046d:c52b", "1-2"));
        Assert.False(UsbName.Parse("046d:c52b@1-3")!.Fits("046d:c52b", "1-2"));
        Assert.False(UsbName.Parse("046d:c52c@1-2")!.Fits("046d:c52b", "1-2"));
    }
}
