using System.Collections.Immutable;
using System.Text.Json;
using Passthrough.Host.Pci;

namespace Passthrough.Qmp;

/// <summary>
/// One PCI function of a guest as <c>query-pci</c> shows it. Functions behind a bridge are listed by QEMU only once the guest's firmware has numbered the buses.
/// </summary>
/// <param name="Address">Where the guest sees it (domain 0).</param>
/// <param name="Identity">The ids that the guest reads; the subsystem is null when QEMU does not tell (bridges, and QEMU before 2.6).</param>
/// <param name="Class">Base class and subclass; QEMU does not tell the programming interface, which reads 00.</param>
/// <param name="QemuId">QEMU's id of the device (<c>hostdev0</c> for libvirt's first host device); empty when it was given none.</param>
/// <param name="Regions">Its BARs, in order.</param>
public sealed record QmpPciDevice(PciAddress Address, PciIdentity Identity, PciClass Class, string QemuId, ImmutableArray<QmpPciRegion> Regions)
{
    /// <summary>Reads the reply to <c>query-pci</c>, bridges followed downwards. Never throws: what does not look like a function is left out.</summary>
    /// <param name="reply">An array of buses.</param>
    /// <returns>All functions, ordered by address.</returns>
    public static ImmutableArray<QmpPciDevice> ParseAll(JsonElement reply) => [.. ElementsOf(reply).SelectMany(OfBus).OrderBy(device => device.Address)];

    private static IEnumerable<QmpPciDevice> OfBus(JsonElement bus)
    {
        foreach (var element in ElementsOf(Property(bus, "devices")))
        {
            if (OfDevice(element) is { } device)
            {
                yield return device;
            }

            // A bridge describes the bus below it in the shape of a top-level bus.
            foreach (var below in OfBus(Property(element, "pci_bridge")))
            {
                yield return below;
            }
        }
    }

    private static QmpPciDevice? OfDevice(JsonElement element)
    {
        var id = Property(element, "id");
        return Number(element, "bus") is { } bus and >= 0 and <= 255
            && Number(element, "slot") is { } slot and >= 0 and <= 31
            && Number(element, "function") is { } function and >= 0 and <= 7
            && Word(id, "vendor") is { } vendor
            && Word(id, "device") is { } device
            ? new QmpPciDevice(
                new PciAddress(0, (byte)bus, (byte)slot, (byte)function),
                new PciIdentity(vendor, device, Word(id, "subsystem-vendor"), Word(id, "subsystem")),
                new PciClass((uint)(Word(Property(element, "class_info"), "class") ?? 0) << 8),
                JsonText.Of(Property(element, "qdev_id")) ?? "",
                [.. ElementsOf(Property(element, "regions")).Select(OfRegion).OfType<QmpPciRegion>()])
            : null;
    }

    private static QmpPciRegion? OfRegion(JsonElement element) =>
        Number(element, "bar") is { } bar and >= 0 and <= 6 && Number(element, "size") is { } size and > 0
            ? new QmpPciRegion(
                (int)bar,
                Number(element, "address") is { } address and >= 0 ? (ulong)address : null,
                (ulong)size,
                string.Equals(JsonText.Of(Property(element, "type")), "memory", StringComparison.Ordinal),
                Property(element, "prefetch").ValueKind == JsonValueKind.True,
                Property(element, "mem_type_64").ValueKind == JsonValueKind.True)
            : null;

    private static JsonElement Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static JsonElement.ArrayEnumerator ElementsOf(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : default;

    private static long? Number(JsonElement element, string name)
    {
        var value = Property(element, name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
    }

    private static ushort? Word(JsonElement element, string name) =>
        Number(element, name) is { } number and >= 0 and <= 0xffff ? (ushort)number : null;
}
