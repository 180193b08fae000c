using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host.Display;
using Passthrough.Host.Pci.Config;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Pci;

/// <summary>Reads <c>/sys/bus/pci/devices</c>, each function once, <c>/sys/bus/pci/slots</c>, and names from the system's pci.ids.</summary>
public static class PciReader
{
    private const int BarsWithSizes = 6;

    private static readonly ImmutableArray<string> NameLists = ["share/misc/pci.ids", "share/hwdata/pci.ids", "share/pci.ids"];

    /// <summary>All PCI functions, ordered by address.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="scope">How much of each function is read.</param>
    public static PciFacts Read(MachineReader reader, PciReadScope scope = PciReadScope.Everything)
    {
        var slots = scope == PciReadScope.Lists ? [] : ReadSlots(reader);
        var folder = reader.Roots.Sys("bus/pci/devices");
        var locked = PendingWrite.Subjects(reader);
        var listed = new List<PciDevice>();
        foreach (var name in reader.List(folder) ?? [])
        {
            if (PciAddress.TryParse(name, out var address) && ReadListed(reader, $"{folder}/{name}", address, isLocked: locked.Contains(name)) is { } device)
            {
                listed.Add(device);
            }
        }

        listed.Sort((left, right) => left.Address.CompareTo(right.Address));
        var cards = scope == PciReadScope.Cards ? GraphicsCards.Find(new PciFacts([.. listed])).SelectMany(card => card.Functions).ToHashSet() : [];
        List<PciDevice> devices =
        [
            .. listed.Select(device => scope switch
            {
                PciReadScope.Lists => WithBridgeConfig(reader, $"{folder}/{device.Address}", device),
                PciReadScope.Cards when !cards.Contains(device.Address) => device,
                _ => WithDetails(reader, $"{folder}/{device.Address}", device, scope, slots, locked.Contains(device.Address.ToString())),
            }),
        ];
        return new PciFacts(WithNames(devices, ReadNames(reader, devices))) { Slots = slots };
    }

    /// <summary>What one function is.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="folder">The function's folder below <c>/sys/bus/pci/devices</c>.</param>
    /// <returns>Null when there is none.</returns>
    internal static PciIdentity? ReadIdentity(MachineReader reader, string folder) => ReadUevent(reader, folder)?.Identity;

    private static PciUevent? ReadUevent(MachineReader reader, string folder) =>
        (reader.ReadBytes($"{folder}/uevent") is { } bytes ? PciUevent.Parse(bytes) : null) ?? ReadApart(reader, folder);

    private static PciDevice? ReadListed(MachineReader reader, string folder, PciAddress address, bool isLocked)
    {
        if (isLocked)
        {
            reader.RecordContent(folder, "a process waits in the kernel to change its driver, and what would wait with it was not read");
        }

        if ((isLocked ? ReadApart(reader, folder) : ReadUevent(reader, folder)) is not { } function)
        {
            reader.RecordContent(folder, "a PCI function without readable ids");
            return null;
        }

        return new PciDevice
        {
            Address = address,
            Identity = function.Identity,
            Class = new PciClass(function.Class),
            Driver = function.Driver,
            Modalias = function.Modalias,
            IommuGroup = int.TryParse(reader.ReadLinkName($"{folder}/iommu_group"), NumberStyles.None, CultureInfo.InvariantCulture, out var group) ? group : null,
            Upstream = reader.ReadLink(folder) is { } target ? PciDevicePath.Upstream(target) : [],
        };
    }

    /// <summary>The same from the files that each hold one of the values, for a folder that somebody copied without the one that holds all.</summary>
    private static PciUevent? ReadApart(MachineReader reader, string folder) =>
        ReadHex(reader, $"{folder}/vendor") is { } vendor && ReadHex(reader, $"{folder}/device") is { } device
            ? new PciUevent(
                (ReadHex(reader, $"{folder}/class") ?? 0) & 0xffffff,
                new PciIdentity((ushort)vendor, (ushort)device, (ushort?)ReadHex(reader, $"{folder}/subsystem_vendor"), (ushort?)ReadHex(reader, $"{folder}/subsystem_device")),
                reader.ReadLinkName($"{folder}/driver"),
                reader.ReadLine($"{folder}/modalias"))
            : null;

    private static PciDevice WithBridgeConfig(MachineReader reader, string folder, PciDevice listed) =>
        listed.Class.IsPciBridge && IsAwake(reader.ReadLine($"{folder}/power_state")) ? listed with { Config = Decode(reader.ReadBytes($"{folder}/config")) } : listed;

    private static PciDevice WithDetails(MachineReader reader, string folder, PciDevice listed, PciReadScope scope, ImmutableArray<PciSlot> slots, bool isLocked)
    {
        var powerState = reader.ReadLine($"{folder}/power_state");
        var isAwake = IsAwake(powerState);
        var hasConfig = scope switch { PciReadScope.Everything => true, PciReadScope.ConfigOfBridges => listed.Class.IsPciBridge, _ => false };
        var config = isAwake && hasConfig ? reader.ReadBytes($"{folder}/config") : null;
        var configuration = Decode(config);
        ImmutableArray<PciBar> bars = reader.ReadText($"{folder}/resource") is { } resource ? PciResources.Parse(resource) : [];
        return listed with
        {
            Revision = (byte?)ReadHex(reader, $"{folder}/revision"),
            DriverOverride = !isLocked && reader.ReadLine($"{folder}/driver_override") is { } word and not "(null)" ? word : null,
            BootVga = reader.ReadLine($"{folder}/boot_vga") switch { "1" => true, "0" => false, _ => null },
            NumaNode = int.TryParse(reader.ReadLine($"{folder}/numa_node"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var node) && node >= 0 ? node : null,
            Bars = bars,
            ResetMethods = reader.ReadText($"{folder}/reset_method") is { } methods ? [.. methods.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)] : null,
            PowerState = powerState,
            D3ColdAllowed = reader.ReadLine($"{folder}/d3cold_allowed") switch { "1" => true, "0" => false, _ => null },
            MaxLink = isAwake ? ReadLink(reader, folder, "max") : null,
            CurrentLink = isAwake ? ReadLink(reader, folder, "current") : null,
            ResizableBars = isAwake ? ReadSizes(reader, folder, bars, configuration) : [],
            HasOptionRom = reader.Exists($"{folder}/rom"),
            OptionRom = isAwake && scope == PciReadScope.Everything && listed.Class.IsDisplay && reader.ReadBytesIfAllowed($"{folder}/rom") is { } rom ? OptionRom.Parse(rom) : null,
            SecondaryBus = listed.Class.IsPciBridge ? ReadSecondaryBus(reader, folder) : null,
            PhysicalSlot = SlotOf(slots, listed.Address, listed.Upstream),
            Config = configuration,
            IsGone = config is [0xff, 0xff, 0xff, 0xff, ..],
        };
    }

    // What sleeps so deeply answers with ones.
    private static bool IsAwake(string? powerState) => powerState is not "D3cold";

    private static PciConfiguration? Decode(byte[]? config) => config is null ? null : PciConfigSpace.Parse(config);

    private static ImmutableArray<PciSlot> ReadSlots(MachineReader reader)
    {
        var folder = reader.Roots.Sys("bus/pci/slots");
        return
        [
            .. (reader.List(folder) ?? [])
                .Select(name => reader.ReadLine($"{folder}/{name}/address") is { } address ? PciSlot.Parse(name, address) : null)
                .OfType<PciSlot>(),
        ];
    }

    // A card with a switch of its own has its functions on buses below the one that the slot names.
    private static string? SlotOf(ImmutableArray<PciSlot> slots, PciAddress address, ImmutableArray<PciAddress> upstream) =>
        slots.IsEmpty
            ? null
            : upstream.Reverse().Prepend(address)
                .Select(place => slots.FirstOrDefault(slot => slot.Holds(place))?.Name)
                .FirstOrDefault(name => name is not null);

    private static PciLinkState? ReadLink(MachineReader reader, string folder, string which) =>
        PciLinkFiles.Parse(reader.ReadLine($"{folder}/{which}_link_speed"), reader.ReadLine($"{folder}/{which}_link_width"));

    private static ImmutableArray<PciResizableBar> ReadSizes(MachineReader reader, string folder, ImmutableArray<PciBar> bars, PciConfiguration? config)
    {
        var sizes = ImmutableArray.CreateBuilder<PciResizableBar>();
        // The kernel offers sizes of memory BARs only, and no 32-bit BAR is large enough for one to be worth a look.
        foreach (var bar in bars.Where(bar => bar.Index < BarsWithSizes && bar.Is64Bit))
        {
            if (reader.ReadText($"{folder}/resource{bar.Index.ToString(CultureInfo.InvariantCulture)}_resize") is { } text && PciResizableBar.Parse(text) is { } possible)
            {
                sizes.Add(new PciResizableBar(bar.Index, bar.Size, possible));
            }
        }

        return sizes.Count > 0 ? sizes.ToImmutable() : config?.ResizableBars ?? [];
    }

    private static byte? ReadSecondaryBus(MachineReader reader, string folder) =>
        byte.TryParse(reader.ReadLine($"{folder}/secondary_bus_number"), NumberStyles.None, CultureInfo.InvariantCulture, out var bus) && bus > 0 ? bus : null;

    private static uint? ReadHex(MachineReader reader, string path) =>
        reader.ReadLine(path) is { } line
        && uint.TryParse(line.StartsWith("0x", StringComparison.Ordinal) ? line.AsSpan(2) : line, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private static PciNames ReadNames(MachineReader reader, List<PciDevice> devices)
    {
        var list = devices.Count == 0 ? null : NameLists.Select(name => reader.ReadBytes(reader.Roots.Usr(name))).FirstOrDefault(bytes => bytes is not null);
        return list is null ? PciNames.None : PciIds.Find(list, devices.Select(device => (device.Identity.Vendor, device.Identity.Device)));
    }

    private static ImmutableArray<PciDevice> WithNames(List<PciDevice> devices, PciNames names) =>
    [
        .. devices.Select(device => device with
        {
            VendorName = names.Vendors.GetValueOrDefault(device.Identity.Vendor),
            DeviceName = names.Devices.GetValueOrDefault((device.Identity.Vendor, device.Identity.Device)),
        }),
    ];
}
