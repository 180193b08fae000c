using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Changes.Libvirt;
using Passthrough.Host.Virtualization;

namespace Passthrough.Tests.Changes.Libvirt;

public class DeviceListEditorTests
{
    private static readonly ImmutableArray<string> Nodes = ["/dev/kvmfr0", "/dev/input/by-id/a-event-kbd"];

    private const string Shipped =
        """
        # Setting this replaces the list.
        #
        #cgroup_device_acl = [
        #    "/dev/null", "/dev/full", "/dev/zero",
        #    "/dev/ptmx", "/dev/rtc"
        #]
        #
        # RDMA migration requires the following extra files to be added to the list:
        #   "/dev/infiniband/rdma_cm",
        user = "libvirt-qemu"

        """;

    [Theory]
    [InlineData("cgroup_device_acl = [ \"/dev/null\" ]\n", "cgroup_device_acl = [ \"/dev/null\", \"/dev/kvmfr0\", \"/dev/input/by-id/a-event-kbd\" ]\n")]
    [InlineData("cgroup_device_acl = [\n  \"/dev/null\",\n]\n", "cgroup_device_acl = [\n  \"/dev/null\", \"/dev/kvmfr0\", \"/dev/input/by-id/a-event-kbd\"\n]\n")]
    [InlineData("cgroup_device_acl = [\n  '/dev/null' # ]\n]\nuser = \"a\"", "cgroup_device_acl = [\n  '/dev/null', \"/dev/kvmfr0\", \"/dev/input/by-id/a-event-kbd\" # ]\n]\nuser = \"a\"")]
    [InlineData("cgroup_device_acl=[]", "cgroup_device_acl=[ \"/dev/kvmfr0\", \"/dev/input/by-id/a-event-kbd\"]")]
    [InlineData("  cgroup_device_acl = [\"/dev/kvmfr0\"]\n", "  cgroup_device_acl = [\"/dev/kvmfr0\", \"/dev/input/by-id/a-event-kbd\"]\n")]
    public void A_list_that_is_set_gets_what_it_lacks_and_stays_otherwise(string before, string after) => Assert.Equal(after, DeviceListEditor.Allow(before, Nodes));

    [Fact]
    public void A_list_that_is_not_set_begins_with_what_the_files_own_comment_says()
    {
        var after = DeviceListEditor.Allow(Shipped, Nodes)!;
        Assert.StartsWith(Shipped, after, StringComparison.Ordinal);
        var parsed = QemuConfiguration.Parse(after);
        Assert.Equal(
            ["/dev/null", "/dev/full", "/dev/zero", "/dev/ptmx", "/dev/rtc", "/dev/random", "/dev/urandom", "/dev/kvm", "/dev/userfaultfd", "/dev/kvmfr0", "/dev/input/by-id/a-event-kbd"], parsed.CgroupDevices!.Value);
        Assert.Equal("libvirt-qemu", parsed.User);
    }

    [Theory]
    [InlineData("cgroup_device_acl = []\ncgroup_device_acl = []\n")]
    [InlineData("cgroup_device_acl = \"/dev/null\"\n")]
    [InlineData("cgroup_device_acl = [ \"/dev/null\"\n")]
    [InlineData("cgroup_device_acl = [ \"/dev/null ]\n")]
    [InlineData("cgroup_device_acl = [ 1 ]\n")]
    [InlineData("cgroup_device_acl =\n[ \"/dev/null\" ]\n")]
    public void What_it_cannot_follow_it_does_not_touch(string text) => Assert.Null(DeviceListEditor.Allow(text, Nodes));

    [Fact]
    public void Never_throws_twice_is_once_and_every_old_character_stays()
    {
        var pieces = Gen.Elements("cgroup_device_acl", "#cgroup_device_acl", " = ", "=", "[", "]", "\"", "'", "\"/dev/null\"", "'/dev/kvmfr0'", ",", "#", "\n", "\r\n", " ", "user", "\\", "é", "1");
        Prop.ForAll(pieces.ListOf().Select(list => string.Concat(list)).ToArbitrary(), IsCareful).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(30));
    }

    private static bool IsCareful(string text) => DeviceListEditor.Allow(text, Nodes) is not { } once
        || (string.Equals(DeviceListEditor.Allow(once, Nodes), once, StringComparison.Ordinal) && IsWithin(text, once));

    // What was there is there still, in its order: a beginning and an end of the new text.
    private static bool IsWithin(string text, string edited) => Enumerable.Range(0, text.Length + 1).Any(at =>
        edited.StartsWith(text[..at], StringComparison.Ordinal) && edited.EndsWith(text[at..], StringComparison.Ordinal) && edited.Length >= text.Length);
}
