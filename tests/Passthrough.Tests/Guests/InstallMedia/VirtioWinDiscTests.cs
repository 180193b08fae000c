using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests.InstallMedia;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Guests.InstallMedia;

public class VirtioWinDiscTests
{
    private static readonly ImmutableArray<GuestDriver> Wanted = [new("viostor", "disks", true, true), new("NetKVM", "the network", true, true), new("ivshmem", "Looking Glass", false)];

    [Fact]
    public void Folders_are_found_as_the_disc_writes_them()
    {
        var disc = VirtioWinDisc.Parse("'/VIOSTOR/W11/AMD64/VIOSTOR.INF'\n'/NetKVM/w11/amd64/netkvm.inf'\n'/viostor/w11/ARM64/viostor.inf'\n'/guest-agent/qemu-ga-x86_64.msi'\n");
        var folders = disc.Choose("/v.iso", WindowsVersion.Windows11, Wanted);
        Assert.Equal("NetKVM=/NetKVM/w11/amd64 viostor=/VIOSTOR/W11/AMD64", string.Join(' ', folders.Select(pair => $"{pair.Key}={pair.Value}")));
        Assert.Equal(["/guest-agent/qemu-ga-x86_64.msi"], disc.Tools);
    }

    [Fact]
    public void A_driver_that_the_guest_needs_and_the_disc_lacks_is_named()
    {
        var disc = VirtioWinDisc.Parse("'/viostor/w11/amd64/viostor.inf'\n'/NetKVM/w10/amd64/netkvm.inf'\n'/NetKVM/w11/amd64/netkvm.sys'\n");
        var error = Assert.Throws<NotFoundException>(() => disc.Choose("/v.iso", WindowsVersion.Windows11, Wanted));
        Assert.Contains("NetKVM/w11/amd64 (the network)", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ivshmem", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disc_without_the_version_says_which_it_has()
    {
        var disc = VirtioWinDisc.Parse("'/viostor/w10/amd64/viostor.inf'\n'/NetKVM/2k22/amd64/netkvm.inf'\n");
        var error = Assert.Throws<NotFoundException>(() => disc.Choose("/v.iso", WindowsVersion.Windows11, Wanted));
        Assert.Contains("no drivers for w11; it has them for w10, 2k22", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_disc_is_told_from_one_of_virtio_win() => Assert.Contains(
        "is no disc of virtio-win", Assert.Throws<NotFoundException>(() => VirtioWinDisc.Parse("'/sources/install.wim'\n").Choose("/v.iso", WindowsVersion.Windows11, Wanted)).Message, StringComparison.Ordinal);

    [Fact]
    public void No_listing_makes_it_throw() => Rubbish.IsSwallowedBy(
        text => _ = (VirtioWinDisc.Parse(text).FolderOf("viostor", WindowsVersion.Windows11), VirtioWinDisc.Parse(text).Tools),
        "'", "/", "viostor", "/w11/amd64/", ".inf", "\n", "\r", "'\"'\"'", "'/viostor/w11/amd64/viostor.inf'\n");
}
