using Passthrough.Guests.Display;

namespace Passthrough.Guests.Import.Qemu;

/// <summary>What a command shows in a window.</summary>
internal static class QemuWindow
{
    private static readonly string[] Cards =
        ["qxl-vga", "qxl", "VGA", "virtio-vga", "virtio-vga-gl", "virtio-gpu-pci", "virtio-gpu-gl-pci", "bochs-display", "cirrus-vga", "vmware-svga", "secondary-vga", "ramfb"];

    /// <summary>Reads it.</summary>
    public static void Display(ImportDraft draft, QemuParts parts)
    {
        var hasSpice = parts.Last("-spice") is not null;
        var vga = parts.Last("-vga");
        var devices = parts.All("-device").Where(device => Cards.Contains(device.Name, StringComparer.Ordinal)).ToList();
        var hasDefaults = parts.Last("-nodefaults") is null;
        var hasCard = devices.Count > 0 || vga?.Peek("") is { } chosen && chosen is not "none" || (vga is null && hasDefaults);
        var window = parts.Last("-display")?.Peek("type");
        var isHidden = parts.Last("-nographic") is not null || parts.Last("-vnc") is not null || window is "none" or "vnc";
        var hasWindow = hasSpice || (hasCard && !isHidden);
        foreach (var device in devices)
        {
            if (!hasWindow)
            {
                device.Drop(draft, "an emulated card has a SPICE window");
            }
            else
            {
                device.Take("driver");
                if (device.Name is not ("qxl-vga" or "qxl"))
                {
                    draft.Drop(device.Where, device.Name, "the SPICE window shows an emulated QXL card");
                }
            }
        }

        if (vga?.Take("") is { } model && model is not ("none" or "qxl"))
        {
            draft.Drop(vga.Where, model, hasWindow ? "the SPICE window shows an emulated QXL card" : "an emulated card has a SPICE window");
        }

        if (parts.Last("-display") is { } display && display.Take("type") is not ("none" or "spice-app") and var type)
        {
            draft.Drop(display.Where, $"type={type}", "a window is shown by SPICE (virt-viewer)");
        }

        draft.Guest = draft.Guest with { Display = hasWindow && hasCard ? EmulatedDisplay.Spice : hasSpice ? EmulatedDisplay.SpiceInput : EmulatedDisplay.None };
    }
}
