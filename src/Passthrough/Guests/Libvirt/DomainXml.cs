using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Passthrough.Guests.Devices;
using Passthrough.Host;

namespace Passthrough.Guests.Libvirt;

/// <summary>A guest as a libvirt domain (<c>https://libvirt.org/formatdomain.html</c>).</summary>
public static class DomainXml
{
    /// <summary>The namespace of this program's own entry in a domain's metadata.</summary>
    public const string Namespace = "urn:passthrough:guest:1";

    private static readonly XNamespace Qemu = "http://libvirt.org/schemas/domain/qemu/1.0";

    /// <summary>The domain as a document. Pure; everything is escaped by construction.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="host">The machine that it shall run on: decides the emulator, and whether libvirt has to take the card from its driver.</param>
    /// <param name="last">The definition that was made last; null for none. Devices that it has keep their ports.</param>
    /// <param name="present">The domain as libvirt has it; null for none. Devices that come now get ports that are free in it.</param>
    /// <param name="hasIpv4">False on a machine where a server finds no address 127.0.0.1 to listen on.</param>
    public static XDocument Of(GuestSpec guest, HostFacts host, XElement? last = null, XElement? present = null, bool hasIpv4 = true)
    {
        var functions = GuestFunction.Of(guest.Devices);
        var domain = DomainOf(guest, host, functions, CardPorts.Choose(functions, last, present), SpiceAddress.Choose(hasIpv4, last, present));
        var fingerprint = FingerprintOf(domain);
        XNamespace own = Namespace;
        domain.Element("uuid")!.AddAfterSelf(new XElement(
            "metadata",
            new XElement(own + "guest", new XAttribute(XNamespace.Xmlns + "passthrough", Namespace), new XAttribute("definition", fingerprint))));
        return new XDocument(domain);
    }

    /// <summary>The fingerprint of the definition that this program made a domain from.</summary>
    /// <param name="xml">A domain's description, as <see cref="Of"/> made it or as libvirt gives it back.</param>
    /// <returns>Null when the domain was not made by this program, or the text is no XML.</returns>
    public static string? DefinitionOf(string xml)
    {
        try
        {
            XNamespace own = Namespace;
            return XDocument.Parse(xml).Root?.Element("metadata")?.Element(own + "guest")?.Attribute("definition")?.Value;
        }
        catch (System.Xml.XmlException)
        {
            return null;
        }
    }

    private static string FingerprintOf(XElement domain) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(domain.ToString(SaveOptions.DisableFormatting))));

    private static XElement DomainOf(GuestSpec guest, HostFacts host, ImmutableArray<GuestFunction> functions, ImmutableArray<int> ports, string spiceAddress)
    {
        var own = QemuXml.Of(guest, Qemu);
        return new XElement(
            "domain",
            new XAttribute("type", guest.Accelerator == GuestAccelerator.Kvm ? "kvm" : "qemu"),
            own.Count > 0 ? new XAttribute(XNamespace.Xmlns + "qemu", Qemu) : null,
            new XElement("name", guest.Name),
            new XElement("uuid", guest.Uuid),
            new XElement("memory", new XAttribute("unit", "MiB"), guest.Memory.SizeMiB),
            MemoryXml.Backing(guest),
            new XElement("vcpu", new XAttribute("placement", "static"), guest.Cpu.Topology.Vcpus),
            guest.Cpu.IoThreads > 0 ? new XElement("iothreads", guest.Cpu.IoThreads) : null,
            ProcessorXml.Tuning(guest, host),
            MemoryXml.Nodes(guest, host),
            guest.Memory.Mmio64MiB is { } window
                ? new XElement("sysinfo", new XAttribute("type", "fwcfg"), new XElement("entry", new XAttribute("name", "opt/ovmf/X-PciMmio64Mb"), window))
                : null,
            FirmwareXml.Of(guest),
            ProcessorXml.Features(guest),
            ProcessorXml.Cpu(guest),
            ClockOf(guest),
            new XElement("on_poweroff", "destroy"),
            new XElement("on_reboot", "restart"),
            new XElement("on_crash", "destroy"),
            DevicesXml.Of(guest, host, functions, ports, spiceAddress),
            own);
    }

    // The timers that virt-manager and the guides choose: lost ticks are made up for, and no high precision event timer, which costs an exit for each read.
    private static XElement ClockOf(GuestSpec guest)
    {
        var isKvm = guest.Accelerator == GuestAccelerator.Kvm;
        return new XElement(
            "clock",
            new XAttribute("offset", EnumWord.Of(guest.Clock)),
            new XElement("timer", new XAttribute("name", "rtc"), new XAttribute("tickpolicy", "catchup")),
            isKvm ? new XElement("timer", new XAttribute("name", "pit"), new XAttribute("tickpolicy", "delay")) : null,
            new XElement("timer", new XAttribute("name", "hpet"), new XAttribute("present", "no")),
            guest.Cpu.HyperV.IsOn ? new XElement("timer", new XAttribute("name", "hypervclock"), new XAttribute("present", "yes")) : null);
    }

    /// <summary>A number as libvirt writes addresses.</summary>
    internal static string Hex(uint value, int digits) => "0x" + value.ToString("x" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>Yes and no as most of libvirt's switches are written.</summary>
    internal static string OnOff(bool isOn) => isOn ? "on" : "off";
}
