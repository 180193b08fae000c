using System.Text.Json.Nodes;
using Passthrough.Guests.Devices;
using Passthrough.Host.Pci;

namespace Passthrough.Guests.KubeVirt;

/// <summary>What a cluster's <c>KubeVirt</c> resource has to allow so that a guest gets its devices and folders.</summary>
internal static class PermittedDevices
{
    /// <summary>The part of the resource; null when nothing has to be allowed.</summary>
    public static JsonObject? Of(GuestSpec guest)
    {
        var pci = guest.Devices.Select(device => device.Device.Identity).DistinctBy(identity => (identity.Vendor, identity.Device)).Select(Pci).ToList();
        var usb = DeviceSection.ById(guest).Distinct().Select(Usb).ToList();
        string[] gates = [.. pci.Count + usb.Count > 0 ? ["HostDevices"] : (ReadOnlySpan<string>)[], .. guest.Shares.IsEmpty ? (ReadOnlySpan<string>)[] : ["EnableVirtioFsStorageVolumes"]];
        return gates is []
            ? null
            : Tree.Map(
                ("apiVersion", "kubevirt.io/v1"),
                ("kind", "KubeVirt"),
                ("metadata", Tree.Map(("name", "kubevirt"), ("namespace", "kubevirt"))),
                ("spec", Tree.Map(("configuration", Tree.Map(
                    ("developerConfiguration", Tree.Map(("featureGates", Tree.List(gates.Select(gate => (JsonNode)gate))))),
                    ("permittedHostDevices", Tree.When(pci.Count + usb.Count > 0, Tree.Map(("pciHostDevices", Tree.List(pci)), ("usb", Tree.List(usb))))))))));
    }

    private static JsonNode Pci(PciIdentity identity) => Tree.Map(("pciVendorSelector", $"{identity.Vendor:X4}:{identity.Device:X4}"), ("resourceName", DeviceSection.ResourceOf(identity)));

    private static JsonNode Usb(PassedUsb device) => Tree.Map(
        ("resourceName", DeviceSection.ResourceOf(device)),
        ("selectors", Tree.List([Tree.Map(("vendor", $"{device.Vendor:x4}"), ("product", $"{device.Product:x4}"))])));
}
