using Passthrough.Host.Distribution;

namespace Passthrough.Tests.Host.Distribution;

public class DistributionFamilyTests
{
    [Theory]
    [InlineData("ID=debian", DistributionFamily.Debian, "apt")]
    [InlineData("ID=linuxmint\nID_LIKE=\"ubuntu debian\"", DistributionFamily.Debian, "apt")]
    [InlineData("ID=bazzite\nID_LIKE=fedora", DistributionFamily.RedHat, "dnf")]
    [InlineData("ID=opensuse-tumbleweed\nID_LIKE=\"opensuse suse\"", DistributionFamily.Suse, "zypper")]
    [InlineData("ID=cachyos\nID_LIKE=arch", DistributionFamily.Arch, "pacman")]
    [InlineData("ID=own", DistributionFamily.Unknown, null)]
    [InlineData("", DistributionFamily.Unknown, null)]
    public void The_family_comes_from_the_id_or_what_it_is_like(string text, DistributionFamily family, string? manager)
    {
        var facts = OsRelease.Parse(text);
        Assert.Equal((family, manager), (facts.Family, facts.PackageManager));
    }
}
