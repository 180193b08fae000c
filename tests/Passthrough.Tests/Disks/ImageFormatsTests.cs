using Passthrough.Disks;
using Passthrough.Failures;
using Passthrough.Guests.Disks;

namespace Passthrough.Tests.Disks;

public class ImageFormatsTests
{
    [Theory]
    [InlineData("/a/x.qcow2", null, null, true, GuestDiskFormat.Qcow2)]
    [InlineData("/a/x.img", null, null, false, GuestDiskFormat.Raw)]
    [InlineData("/a/x.RAW", null, null, false, GuestDiskFormat.Raw)]
    [InlineData("/a/x.snap1", null, GuestDiskFormat.Qcow2, true, GuestDiskFormat.Qcow2)]
    [InlineData("/a/x", GuestDiskFormat.Raw, null, true, GuestDiskFormat.Raw)]
    [InlineData("/a/x.img", null, GuestDiskFormat.Raw, true, GuestDiskFormat.Raw)]
    [InlineData("/a/x.img", GuestDiskFormat.Qcow2, GuestDiskFormat.Raw, true, GuestDiskFormat.Qcow2)]
    public void What_is_said_comes_first_then_what_a_guest_has_then_the_name(string path, GuestDiskFormat? given, GuestDiskFormat? known, bool looksLikeQcow2, GuestDiskFormat format) =>
        Assert.Equal(format, ImageFormats.Decide(path, given, known, looksLikeQcow2));

    [Theory]
    [InlineData("/a/x.qcow2", null, false)]
    [InlineData("/a/x.img", null, true)]
    [InlineData("/a/x", null, true)]
    [InlineData("/a/x", null, false)]
    [InlineData("/a/x.img", GuestDiskFormat.Qcow2, false)]
    public void The_content_alone_never_decides(string path, GuestDiskFormat? given, bool looksLikeQcow2) =>
        Assert.Contains("--format", Assert.Throws<InvalidInputException>(() => ImageFormats.Decide(path, given, null, looksLikeQcow2)).NextStep, StringComparison.Ordinal);
}
