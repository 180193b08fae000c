using Passthrough.Guests.KubeVirt;
using Passthrough.Guests.Sharing;

namespace Passthrough.Tests.Guests.KubeVirt;

/// <summary>Names in a cluster, and of time zones.</summary>
public class ClusterNamesTests
{
    [Theory]
    [InlineData("win11", "win11")]
    [InlineData("Games_2.x", "games-2-x")]
    [InlineData("_x_", "x")]
    [InlineData("___", "guest")]
    [InlineData("4", "4")]
    public void A_name_becomes_a_label(string name, string label) => Assert.Equal(label, ClusterNames.Label(name, "guest"));

    [Fact]
    public void A_label_is_cut_where_Kubernetes_ends_it() => Assert.Equal(new string('a', 62), ClusterNames.Label(new string('a', 62) + "--b", "guest"));

    [Fact]
    public void No_two_volumes_have_one_name()
    {
        var shares = new[] { "Games", "games", "disk1" }.Select(tag => new SharedFolder("/srv", tag, IsReadOnly: false));
        var names = ClusterNames.Of(TestGuests.Guest with { Shares = [.. shares] });
        Assert.Equal(["games", "games-2", "disk1"], names.Shares);
        Assert.Equal(["disk1-2"], names.Disks);
    }

    [Theory]
    [InlineData("../usr/share/zoneinfo/Europe/Berlin", "Europe/Berlin")]
    [InlineData("/usr/share/zoneinfo/Etc/GMT+1", "Etc/GMT+1")]
    [InlineData("/usr/share/zoneinfo/", null)]
    [InlineData("/usr/share/zoneinfo/a b", null)]
    [InlineData("/etc/berlin", null)]
    [InlineData(null, null)]
    public void The_time_zone_is_what_localtime_points_to(string? link, string? zone) => Assert.Equal(zone, TimeZoneName.Of(link));
}
