using Passthrough.Host.Pci;

namespace Passthrough.Tests.Host.Pci;

public class ResetQuirksTests
{
    [Theory]
    [InlineData("1002:67df", ResetQuirk.NeedsVendorReset)]
    [InlineData("1002:687f", ResetQuirk.NeedsVendorReset)]
    [InlineData("1002:731f", ResetQuirk.NeedsVendorReset)]
    [InlineData("10de:2342", ResetQuirk.NoBusReset)]
    [InlineData("10de:1eb8", ResetQuirk.NoBusReset)]
    [InlineData("1022:149c", ResetQuirk.NoFunctionLevelReset)]
    [InlineData("1002:73bf", null)]
    [InlineData("10de:2684", null)]
    public void A_known_fault_is_found_by_the_ids(string ids, ResetQuirk? quirk)
    {
        Assert.True(PciIdentity.TryParse(ids, out var identity));
        Assert.Equal(quirk, ResetQuirks.Of(identity));
    }

    [Fact]
    public void The_chip_is_named()
    {
        Assert.True(PciIdentity.TryParse("1002:699f", out var identity));
        Assert.Equal("Polaris 12", ResetQuirks.AmdChip(identity));
    }
}
