using System.Xml.Linq;

namespace Passthrough.Guests.Libvirt;

/// <summary>
/// Where a domain's SPICE window listens, for this machine alone. QEMU's SPICE server looks its address up, and finds none of IPv4 on a machine whose only other addresses are of IPv6 (no DHCP server answered, or the guests have
/// all network cards): QEMU does not start then. An address and no name: virt-manager on another machine comes to a name by its own machine.
/// </summary>
internal static class SpiceAddress
{
    /// <summary>The address on almost all machines.</summary>
    public const string Usual = "127.0.0.1";

    /// <summary>The address where <see cref="Usual"/> is none.</summary>
    public const string OfIpv6 = "::1";

    /// <summary>Chooses.</summary>
    /// <param name="hasUsual">False on a machine where a server finds no address <see cref="Usual"/>.</param>
    /// <param name="last">The definition that was made last; null for none.</param>
    /// <param name="present">The domain as libvirt has it; null for none. What a person changed in it is not changed back by another network.</param>
    public static string Choose(bool hasUsual, XElement? last, XElement? present) =>
        Of(last) is { } said && !string.Equals(said, Of(present), StringComparison.Ordinal) ? said : hasUsual ? Usual : OfIpv6;

    private static string? Of(XElement? domain) => domain?.Element("devices")?.Elements("graphics").Select(graphics => graphics.Element("listen")?.Attribute("address")?.Value).FirstOrDefault(address => address is not null);
}
