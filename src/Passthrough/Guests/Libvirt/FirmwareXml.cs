using System.Xml.Linq;
using Passthrough.Guests.Firmware;

namespace Passthrough.Guests.Libvirt;

/// <summary>Machine and firmware as <c>os</c>.</summary>
internal static class FirmwareXml
{
    /// <summary>The element. What the guest starts from is said at each device.</summary>
    public static XElement Of(GuestSpec guest)
    {
        var firmware = guest.Firmware;
        var format = firmware.Format == FirmwareFormat.Raw ? null : new XAttribute("format", EnumWord.Of(firmware.Format));
        return new XElement(
            "os",
            new XElement("type", new XAttribute("arch", "x86_64"), new XAttribute("machine", EnumWord.Of(guest.Machine)), "hvm"),
            firmware.Kind == GuestFirmwareKind.Uefi
                ? new XElement(
                    "loader",
                    new XAttribute("readonly", "yes"),
                    firmware.IsSecure ? new XAttribute("secure", "yes") : null,
                    new XAttribute("type", "pflash"),
                    format,
                    firmware.CodePath)
                : null,
            firmware.Kind == GuestFirmwareKind.Uefi ? new XElement("nvram", new XAttribute("template", firmware.VariablesTemplatePath!), format is null ? null : new XAttribute(format)) : null);
    }
}
