using System.Xml.Linq;

namespace Passthrough.Guests.Editing;

/// <summary>
/// The two stages of a guest: its system is installed in a window (SPICE, QXL, tablet), and then runs with the card and the screen on it. Pure.
/// </summary>
public static class StageEditor
{
    private const string Devices = "devices";
    private const string Spice = "spice";
    private const string SpiceChannel = "spicevmc";
    private const string SpicePort = "spiceport";
    private const string NoVideo = "none";
    private const string AgentName = "com.redhat.spice.0";

    /// <summary>The domain without the devices that a window needs: SPICE with its channels, redirected USB devices and sound, emulated screens and input devices.</summary>
    /// <remarks>Keyboard and mouse on PS/2 belong to the machine and stay; so do virtio ones where a keyboard of the host (evdev) speaks to the guest through them.</remarks>
    public static DomainText ToPassthrough(DomainText text)
    {
        var hasEvdev = text.Root.Walk().Any(element => (element.Name == "input" && element["type"] is "evdev") || element["value"]?.StartsWith("input-linux", StringComparison.Ordinal) == true);
        text = DomainNodes.Remove(text, Devices, device => IsOfWindow(device, hasEvdev));
        foreach (var audio in DomainNodes.Devices(text, "audio").Where(audio => audio["type"] is Spice).Select(DomainPath.Of).ToList())
        {
            text = text.SetAttribute(audio.In(text), "type", "none");
        }

        return WithoutScreens(text);
    }

    /// <summary>The domain with SPICE, QXL and a tablet, where it has none of the kind.</summary>
    public static DomainText ToInstallation(DomainText text)
    {
        text = AddUnless(text, "channel", channel => channel.Find("target")?["name"] is AgentName, Channel());
        text = AddUnless(text, "input", input => input["type"] is "tablet", new XElement("input", new XAttribute("type", "tablet"), new XAttribute("bus", TabletBus(text))));
        text = AddUnless(text, "graphics", graphics => graphics["type"] is Spice, Graphics());
        return DomainNodes.Devices(text, "video").Where(video => ModelOf(video) is not NoVideo).Any() ? text
            : DomainNodes.Devices(text, "video").FirstOrDefault() is { } none ? text.Replace(none, Video("qxl"))
            : DomainNodes.AddDevice(text, Video("qxl"));
    }

    private static bool IsOfWindow(DomainElement device, bool hasEvdev) => device.Name.LocalName switch
    {
        "graphics" => device["type"] is Spice,
        "channel" or "serial" or "parallel" or "console" => device["type"] is SpiceChannel or SpicePort,
        "redirdev" or "smartcard" => device["type"] is SpiceChannel,
        "input" => device["type"] is "tablet" or "mouse" or "keyboard" && BusOf(device) is var bus && (bus is "usb" || (bus is "virtio" && !hasEvdev)),
        _ => false,
    };

    private static string BusOf(DomainElement input) => input["bus"] ?? (input["type"] is "tablet" ? "usb" : "ps2");

    // libvirt adds a screen where graphics are left, unless it is told that there is none.
    private static DomainText WithoutScreens(DomainText text)
    {
        var screens = DomainNodes.Devices(text, "video").ToList();
        if (screens is [var only] && ModelOf(only) is NoVideo)
        {
            return text;
        }

        if (screens.Count == 0)
        {
            return DomainNodes.AddDevice(text, Video(NoVideo));
        }

        text = text.Replace(screens[0], Video(NoVideo));
        var first = DomainNodes.Devices(text, "video").First();
        return DomainNodes.Remove(text, Devices, device => device.Name == "video" && device != first);
    }

    private static string? ModelOf(DomainElement video) => video.Find("model")?["type"];

    // Without a USB controller the tablet has to be virtio's, which Windows knows once its drivers are installed.
    private static string TabletBus(DomainText text) =>
        DomainNodes.Devices(text, "controller").Any(controller => controller["type"] is "usb" && controller["model"] is "none") ? "virtio" : "usb";

    private static DomainText AddUnless(DomainText text, string name, Func<DomainElement, bool> isThere, XElement device) =>
        DomainNodes.Devices(text, name).Any(isThere) ? text : DomainNodes.AddDevice(text, device);

    private static XElement Video(string model) => new("video", new XElement("model", new XAttribute("type", model)));

    private static XElement Graphics() =>
        new("graphics", new XAttribute("type", Spice), new XAttribute("autoport", "yes"), new XElement("listen", new XAttribute("type", "address")));

    private static XElement Channel() => new(
        "channel", new XAttribute("type", SpiceChannel), new XElement("target", new XAttribute("type", "virtio"), new XAttribute("name", AgentName)));
}
