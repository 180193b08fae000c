using System.Xml;
using System.Xml.Linq;

namespace Passthrough.Host.Network;

/// <summary>A network of libvirt (<c>/etc/libvirt/qemu/networks/NAME.xml</c>, of which only root may read; the status in <c>/run/libvirt/network</c> or <c>/var/lib/libvirt/network</c>).</summary>
/// <param name="Name">The network's name.</param>
/// <param name="Forward">The forward mode (<c>nat</c>, <c>route</c>, <c>bridge</c>, <c>open</c>, <c>hostdev</c>); <c>isolated</c> when there is none.</param>
/// <param name="Bridge">The bridge; null when libvirt has yet to choose one or the mode needs none.</param>
/// <param name="IsAutomatic">True when it starts with libvirt (<c>autostart/NAME.xml</c>).</param>
/// <param name="IsActive">True when its status file is there.</param>
public sealed record LibvirtNetwork(string Name, string Forward, string? Bridge, bool IsAutomatic, bool IsActive)
{
    /// <summary>Reads a definition or a status; both flags are false in the answer.</summary>
    /// <param name="xml">The file.</param>
    /// <returns>Null for what is no network.</returns>
    public static LibvirtNetwork? Parse(string xml)
    {
        try
        {
            using var text = new StringReader(xml);
            using var reader = XmlReader.Create(text, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var root = XDocument.Load(reader).Root;
            var network = root?.Name.LocalName is "networkstatus" ? root.Element("network") : root;
            return network?.Name.LocalName is "network" && network.Element("name")?.Value.Trim() is { Length: > 0 } name
                ? new LibvirtNetwork(name, ForwardOf(network), network.Element("bridge")?.Attribute("name")?.Value, IsAutomatic: false, IsActive: false)
                : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static string ForwardOf(XElement network) =>
        network.Element("forward") is { } forward ? forward.Attribute("mode")?.Value ?? "nat" : "isolated";
}
