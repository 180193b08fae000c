using System.Xml.Linq;
using Passthrough.Guests.Libvirt;
using Passthrough.Native.Libc;

namespace Passthrough.Tests.Guests.Libvirt;

public class SpiceAddressTests
{
    [Theory]
    [InlineData(true, "127.0.0.1")]
    [InlineData(false, "::1")]
    public void A_first_definition_has_what_this_machine_has(bool hasIpv4, string address) => Assert.Equal(address, SpiceAddress.Choose(hasIpv4, null, null));

    [Theory]
    [InlineData(true, "::1", "127.0.0.1")]
    [InlineData(false, "127.0.0.1", "::1")]
    public void Another_network_changes_what_nobody_else_has_changed(bool hasIpv4, string last, string address) =>
        Assert.Equal(address, SpiceAddress.Choose(hasIpv4, Domain(last), Domain(last)));

    [Theory]
    [InlineData("<listen type='address' address='0.0.0.0'/>")]
    [InlineData("<listen type='socket' socket='/run/spice'/>")]
    [InlineData("")]
    public void What_a_person_changed_is_defined_as_it_was(string listen) =>
        Assert.Equal("127.0.0.1", SpiceAddress.Choose(false, Domain("127.0.0.1"), XElement.Parse($"<domain><devices><graphics type='spice'>{listen}</graphics></devices></domain>")));

    [Fact]
    public void This_machine_has_one_of_the_two() => Assert.True(AddressLookup.FindsForServer(SpiceAddress.Usual) || AddressLookup.FindsForServer(SpiceAddress.OfIpv6));

    private static XElement Domain(string address) => XElement.Parse($"<domain><devices><graphics type='spice'><listen type='address' address='{address}'/></graphics></devices></domain>");
}
