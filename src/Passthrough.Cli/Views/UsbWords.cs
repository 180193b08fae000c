using Passthrough.Host.Usb;

namespace Passthrough.Cli.Views;

/// <summary>Names of USB things in the words of views.</summary>
internal static class UsbWords
{
    /// <summary>The name of a device as people know it; its ids when it has none.</summary>
    public static string Name(UsbDevice device) => (device.VendorName, device.ProductName) switch
    {
        (null, null) => device.Ids,
        ({ } vendor, null) => $"{vendor} {device.Product:x4}",
        (null, { } product) => product,
        // Many products repeat their maker's name.
        ({ } vendor, { } product) => product.StartsWith(vendor, StringComparison.OrdinalIgnoreCase) ? product : $"{vendor} {product}",
    };

    /// <summary>What a device is good for: <c>keyboard, mouse</c>.</summary>
    public static string Uses(UsbDevice device) => string.Join(", ", device.Uses.Select(Use));

    /// <summary>A speed as <c>lsusb</c> writes it: <c>480M</c>; a question mark when it is unknown.</summary>
    public static string Speed(string? speed) => speed is null ? "?" : $"{speed}M";

    private static string Use(UsbUse use) => use switch
    {
        UsbUse.OtherInput => "input",
        UsbUse.SmartCard => "smart card",
        UsbUse.Bluetooth => "Bluetooth",
        UsbUse.Video => "camera",
        _ => use.ToString().ToLowerInvariant(),
    };
}
