using System.Xml.Linq;
using Passthrough.Guests.Devices;
using Passthrough.Guests.Display;
using Passthrough.Guests.Sound;
using Passthrough.Host.Virtualization;

namespace Passthrough.Guests.Libvirt;

/// <summary>What libvirt hands on to QEMU without knowing it (<c>https://libvirt.org/drvqemu.html</c>), because it has no element for it.</summary>
internal static class QemuXml
{
    /// <summary>The elements of QEMU's namespace; empty when none is needed.</summary>
    public static List<XElement> Of(GuestSpec guest, XNamespace qemu)
    {
        List<XElement> arguments = [];
        List<XElement> environment = [];
        if (guest.LookingGlass is { Memory: SharedMemoryKind.Kvmfr } glass)
        {
            arguments.AddRange(
            [
                Argument(qemu, "-object"), Argument(qemu, $"memory-backend-file,id={LookingGlass.Name},mem-path={SharedMemory.NodePath},size={glass.SizeMiB}M,share=on"),
                Argument(qemu, "-device"), Argument(qemu, $"ivshmem-plain,id={LookingGlass.Name}-device,memdev={LookingGlass.Name}"),
            ]);
        }

        if (guest.Sound is { Backend: SoundBackend.Jack, RuntimeFolder: { } folder })
        {
            environment.Add(Variable(qemu, "PIPEWIRE_RUNTIME_DIR", folder));
        }

        List<XElement> elements = [];
        if (arguments.Count + environment.Count > 0)
        {
            elements.Add(new XElement(qemu + "commandline", arguments, environment));
        }

        if (guest.Devices.FirstOrDefault(device => device.IsLegacyVga) is { } vga)
        {
            elements.Add(new XElement(
                qemu + "override",
                new XElement(
                    qemu + "device",
                    new XAttribute("alias", GuestFunction.LibvirtPrefix + GuestFunction.IdOf(vga.Device.Address)),
                    new XElement(
                        qemu + "frontend",
                        new XElement(qemu + "property", new XAttribute("name", "x-vga"), new XAttribute("type", "bool"), new XAttribute("value", "true"))))));
        }

        return elements;
    }

    private static XElement Argument(XNamespace qemu, string value) => new(qemu + "arg", new XAttribute("value", value));

    private static XElement Variable(XNamespace qemu, string name, string value) => new(qemu + "env", new XAttribute("name", name), new XAttribute("value", value));
}
