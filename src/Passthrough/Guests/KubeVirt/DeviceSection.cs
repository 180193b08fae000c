using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Passthrough.Guests.Devices;
using Passthrough.Host.Pci;

namespace Passthrough.Guests.KubeVirt;

/// <summary>PCI functions and USB devices: a cluster gives out devices by vendor and device id, never by address.</summary>
internal static class DeviceSection
{
    // A domain that is reserved for private use: nobody else's resources are called so.
    private const string Domain = "passthrough.internal";

    /// <summary>The name under which a cluster gives out PCI functions of a kind.</summary>
    public static string ResourceOf(PciIdentity identity) => $"{Domain}/pci-{identity.Vendor:x4}-{identity.Device:x4}";

    /// <summary>The name under which a cluster gives out USB devices of a kind.</summary>
    public static string ResourceOf(PassedUsb usb) => $"{Domain}/usb-{usb.Vendor:x4}-{usb.Product:x4}";

    /// <summary><c>gpus</c>: the card's display function.</summary>
    public static IEnumerable<JsonNode> Gpus(GuestSpec guest) => guest.Devices.Where(device => IsGpu(guest, device)).Select(device => Entry("gpu", 0, ResourceOf(device.Device.Identity)));

    /// <summary><c>hostDevices</c>: the card's other functions, other devices, and USB devices that are named by their ids.</summary>
    public static IEnumerable<JsonNode> HostDevices(GuestSpec guest) =>
    [
        .. guest.Devices.Where(device => !IsGpu(guest, device)).Select((device, index) => Entry("pci", index, ResourceOf(device.Device.Identity))),
        .. ById(guest).Select((device, index) => Entry("usb", index, ResourceOf(device))),
    ];

    /// <summary>The USB devices that a cluster can give out.</summary>
    public static ImmutableArray<PassedUsb> ById(GuestSpec guest) => [.. guest.Usb.Where(device => device.IsById)];

    /// <summary>What cannot be said.</summary>
    public static IEnumerable<NotKept> NotKept(GuestSpec guest)
    {
        foreach (var device in guest.Devices)
        {
            yield return new NotKept(
                device.IsOfCard ? "gpu" : "pci",
                $"{device.Device.Address} {device.Device.Identity}: a cluster gives out any {device.Device.Identity.Ids} of a node that vfio-pci holds, whatever its address and subsystem");
            foreach (var part in RomNotKept(device))
            {
                yield return part;
            }
        }

        foreach (var twins in guest.Devices.GroupBy(device => (Slot: device.Device.Address with { Function = 0 }, device.Device.Identity.Ids)).Where(twins => twins.Skip(1).Any()))
        {
            yield return new NotKept(
                "pci", $"{string.Join(" and ", twins.Select(device => device.Device.Address))} are equal: KubeVirt's device plugin knows one of each kind in an IOMMU group, so the guest stays unscheduled unless they are in several");
        }

        if (guest.HasIommufd)
        {
            yield return new NotKept("iommufd", "devices go through iommufd where the cluster's feature gate IOMMUFD is on");
        }

        foreach (var usb in guest.Usb.Where(device => !device.IsById))
        {
            yield return new NotKept("usb", $"{usb}: a cluster gives out USB devices by their ids, not by port; name it vendor:product, or pass its whole controller");
        }
    }

    private static IEnumerable<NotKept> RomNotKept(PassedDevice device)
    {
        var where = device.IsOfCard ? "gpu" : "pci";
        if (device.OptionRomPath is { } rom)
        {
            yield return new NotKept(where + ".rom", $"{device.Device.Address} shows its own ROM: {rom} cannot be shown in its place");
        }

        if (device.HidesOptionRom)
        {
            yield return new NotKept(where + ".rom-bar", $"the ROM of {device.Device.Address} cannot be hidden");
        }

        if (device.IsLegacyVga)
        {
            yield return new NotKept(where + ".legacy-vga", $"{device.Device.Address} cannot be put at the legacy VGA addresses, without which a BIOS shows nothing on it");
        }

        if (device.TakesLastKeyboard)
        {
            yield return new NotKept(where + ".last-keyboard", $"a node gives {device.Device.Address} to nobody but guests");
        }

        if (device.BootOrder is { } order)
        {
            yield return new NotKept(where + ".boot", $"{device.Device.Address} has no place in the order of starting (here {order}): the firmware tries it after what has one");
        }
    }

    private static bool IsGpu(GuestSpec guest, PassedDevice device) => device.Device.Address == guest.Gpu;

    private static JsonObject Entry(string kind, int index, string resource) =>
        Tree.Map(("name", kind + (index + 1).ToString(CultureInfo.InvariantCulture)), ("deviceName", resource));
}
