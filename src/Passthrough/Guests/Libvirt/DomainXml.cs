using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Passthrough.Host;

namespace Passthrough.Guests.Libvirt;

/// <summary>A guest as a libvirt domain (<c>https://libvirt.org/formatdomain.html</c>).</summary>
public static class DomainXml
{
    /// <summary>The namespace of this program's own entry in a domain's metadata.</summary>
    public const string Namespace = "urn:passthrough:guest:1";

    /// <summary>The driver that isolates a function.</summary>
    private const string IsolatingDriver = "vfio-pci";

    /// <summary>The domain as a document. Pure; everything is escaped by construction.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="host">The machine that it shall run on: decides the emulator, and whether libvirt has to take the card from its driver.</param>
    public static XDocument Of(GuestSpec guest, HostFacts host)
    {
        var domain = DomainOf(guest, host);
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

    private static XElement DomainOf(GuestSpec guest, HostFacts host)
    {
        var hasKvm = guest.Accelerator == GuestAccelerator.Kvm;
        return new XElement(
            "domain",
            new XAttribute("type", hasKvm ? "kvm" : "qemu"),
            new XElement("name", guest.Name),
            new XElement("uuid", guest.Uuid),
            new XElement("memory", new XAttribute("unit", "MiB"), guest.MemoryMiB),
            new XElement("vcpu", new XAttribute("placement", "static"), guest.Vcpus),
            OperatingSystemOf(guest),
            new XElement("features", new XElement("acpi"), new XElement("apic")),
            hasKvm
                ? new XElement("cpu", new XAttribute("mode", "host-passthrough"), new XAttribute("check", "none"))
                : new XElement("cpu", new XAttribute("mode", "maximum"), new XAttribute("check", "none")),
            new XElement("clock", new XAttribute("offset", "utc")),
            new XElement("on_poweroff", "destroy"),
            new XElement("on_reboot", "restart"),
            new XElement("on_crash", "destroy"),
            DevicesOf(guest, host));
    }

    private static XElement OperatingSystemOf(GuestSpec guest)
    {
        var system = new XElement("os", new XElement("type", new XAttribute("arch", "x86_64"), new XAttribute("machine", "q35"), "hvm"));
        if (guest.Firmware.Kind == GuestFirmwareKind.Uefi)
        {
            system.Add(
                new XElement("loader", new XAttribute("readonly", "yes"), new XAttribute("type", "pflash"), guest.Firmware.CodePath),
                new XElement("nvram", new XAttribute("template", guest.Firmware.VariablesTemplatePath!)));
        }

        system.Add(new XElement("boot", new XAttribute("dev", "hd")));
        return system;
    }

    private static XElement DevicesOf(GuestSpec guest, HostFacts host)
    {
        var functions = GuestFunction.Of(guest.Devices);
        var devices = new XElement("devices");
        if (host.Virtualization.QemuPath is { } emulator)
        {
            devices.Add(new XElement("emulator", emulator));
        }

        devices.Add(
            guest.Disks.Select(disk => DiskOf(disk, guest.PlaceOnBus(disk))),
            new XElement("controller", new XAttribute("type", "usb"), new XAttribute("index", 0), new XAttribute("model", "none")),
            new XElement("controller", new XAttribute("type", "pci"), new XAttribute("index", 0), new XAttribute("model", "pcie-root")),
            functions.Select(function => BusOf(function.Slot)).Distinct().Select(bus =>
                new XElement("controller", new XAttribute("type", "pci"), new XAttribute("index", bus), new XAttribute("model", "pcie-root-port"))));
        if (guest.SerialLogPath is { } log)
        {
            devices.Add(new XElement(
                "serial",
                new XAttribute("type", "file"),
                new XElement("source", new XAttribute("path", log), new XAttribute("append", "on")),
                new XElement("target", new XAttribute("port", 0))));
        }

        devices.Add(
            new XElement("video", new XElement("model", new XAttribute("type", "none"))),
            functions.Select(function => HostDeviceOf(function, guest, host)),
            new XElement("memballoon", new XAttribute("model", "none")));
        return devices;
    }

    private static XElement DiskOf(GuestDisk disk, int place)
    {
        var (bus, prefix) = disk.Bus == GuestDiskBus.Virtio ? ("virtio", "vd") : ("sata", "sd");
        return new XElement(
            "disk",
            new XAttribute("type", disk.IsBlockDevice ? "block" : "file"),
            new XAttribute("device", "disk"),
            new XElement("driver", new XAttribute("name", "qemu"), new XAttribute("type", disk.Format == GuestDiskFormat.Raw ? "raw" : "qcow2")),
            new XElement("source", new XAttribute(disk.IsBlockDevice ? "dev" : "file", disk.Path)),
            new XElement("target", new XAttribute("dev", $"{prefix}{(char)('a' + place)}"), new XAttribute("bus", bus)));
    }

    private static XElement HostDeviceOf(GuestFunction function, GuestSpec guest, HostFacts host)
    {
        var address = function.Device.Address;
        var isIsolated = host.Pci.Find(address)?.Driver is IsolatingDriver;
        var device = new XElement(
            "hostdev",
            new XAttribute("mode", "subsystem"),
            new XAttribute("type", "pci"),
            new XAttribute("managed", isIsolated ? "no" : "yes"),
            new XElement("driver", new XAttribute("name", "vfio")),
            new XElement("source", AddressOf(address.Domain, address.Bus, address.Device, address.Function)),
            new XElement("alias", new XAttribute("name", GuestFunction.LibvirtPrefix + function.Id)));
        if (address == guest.Gpu && guest.OptionRomPath is { } rom)
        {
            device.Add(new XElement("rom", new XAttribute("file", rom)));
        }

        if (address == guest.Gpu && guest.HidesOptionRom)
        {
            device.Add(new XElement("rom", new XAttribute("bar", "off")));
        }

        var place = AddressOf(0, (uint)BusOf(function.Slot), 0, function.Function);
        place.SetAttributeValue("type", "pci");
        place.SetAttributeValue("multifunction", function.IsMultifunction ? "on" : null);
        device.Add(place);
        return device;
    }

    private static int BusOf(int slot) => slot + 1;

    private static XElement AddressOf(uint domain, uint bus, uint slot, uint function) => new(
        "address",
        new XAttribute("domain", Hex(domain, 4)),
        new XAttribute("bus", Hex(bus, 2)),
        new XAttribute("slot", Hex(slot, 2)),
        new XAttribute("function", Hex(function, 1)));

    private static string Hex(uint value, int digits) => "0x" + value.ToString("x" + digits, CultureInfo.InvariantCulture);
}
