using System.Globalization;
using Passthrough.Guests.Devices;
using static Passthrough.Guests.Qemu.OptionText;

namespace Passthrough.Guests.Qemu;

/// <summary>PCI and USB devices of the host.</summary>
internal static class HostDeviceArguments
{
    /// <summary>The bus of each guest's USB controller.</summary>
    public const string UsbBus = "usb.0";

    private const string IommufdName = "iommufd0";

    /// <summary>The arguments.</summary>
    public static IEnumerable<string> Of(GuestSpec guest)
    {
        var functions = GuestFunction.Of(guest.Devices);
        if (guest.HasIommufd && functions.Length > 0)
        {
            yield return "-object";
            yield return "iommufd,id=" + IommufdName;
        }

        foreach (var port in guest.Machine == GuestMachine.Q35 ? functions.Select(function => function.Slot + 1).Distinct() : [])
        {
            yield return "-device";
            yield return string.Create(CultureInfo.InvariantCulture, $"pcie-root-port,id=card-port-{port},bus=pcie.0,chassis={port},slot={port}");
        }

        foreach (var function in functions)
        {
            yield return "-device";
            yield return FunctionOf(function, guest);
        }

        // Whatever it has now: a device may be lent to it while it runs.
        yield return "-device";
        yield return "qemu-xhci,id=usb,p2=15,p3=15,bus=" + QemuArguments.RootBus(guest);

        foreach (var device in guest.Usb)
        {
            yield return "-device";
            yield return Join(
                "usb-host",
                "bus=" + UsbBus,
                device.IsById
                    ? string.Create(CultureInfo.InvariantCulture, $"vendorid=0x{device.Vendor:x4},productid=0x{device.Product:x4}")
                    : string.Create(CultureInfo.InvariantCulture, $"hostbus={device.Bus},hostport={device.Port}"));
        }
    }

    private static string FunctionOf(GuestFunction function, GuestSpec guest)
    {
        var passed = function.Passed;
        var place = guest.Machine == GuestMachine.Q35
            ? string.Create(CultureInfo.InvariantCulture, $"bus=card-port-{function.Slot + 1},addr=00.{function.Function}")
            : string.Create(CultureInfo.InvariantCulture, $"bus=pci.0,addr={GuestFunction.OldSlotOf(function.Slot):x2}.{function.Function}");
        return Join(
            "vfio-pci",
            "host=" + function.Address,
            "id=" + function.Id,
            place,
            function.IsMultifunction ? "multifunction=on" : null,
            guest.HasIommufd ? "iommufd=" + IommufdName : null,
            passed.OptionRomPath is { } rom ? "romfile=" + Value(rom) : null,
            passed.HidesOptionRom ? "rombar=0" : null,
            passed.IsLegacyVga ? "x-vga=on" : null,
            passed.BootOrder is { } order ? "bootindex=" + order.ToString(CultureInfo.InvariantCulture) : null);
    }
}
