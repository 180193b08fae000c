using Passthrough.Host.Boot;
using Passthrough.Host.Cpu;
using Passthrough.Host.Display;
using Passthrough.Host.Distribution;
using Passthrough.Host.Firmware;
using Passthrough.Host.Memory;
using Passthrough.Host.Network;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;
using Passthrough.Host.Security;
using Passthrough.Host.Storage;
using Passthrough.Host.Usb;
using Passthrough.Host.Virtualization;

namespace Passthrough.Host;

/// <summary>Reads a whole machine. Starts no program and changes nothing; needs no root, which only fills in more.</summary>
public static class HostReader
{
    /// <summary>What is known about the machine now; never throws for what the machine holds.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="scope">How much is read.</param>
    public static HostFacts Read(HostRoots roots, HostReadScope scope = HostReadScope.Everything) => Read(new MachineReader(roots), scope);

    /// <summary>The same through a reader that the caller made, to know what was read.</summary>
    internal static HostFacts Read(MachineReader reader, HostReadScope scope)
    {
        if (scope is HostReadScope.Devices or HostReadScope.DeviceLists)
        {
            return ReadDevices(reader, scope);
        }

        var roots = reader.Roots;
        var isEverything = scope == HostReadScope.Everything;
        var (pci, iommu) = DeviceReader.Read(reader, isEverything ? PciReadScope.Everything : PciReadScope.Cards);
        var firmware = FirmwareReader.Read(reader);
        var facts = new HostFacts(
            pci,
            iommu,
            DisplayReader.Read(reader, pci, iommu, scope),
            CpuReader.Read(reader),
            MemoryReader.Read(reader),
            firmware,
            BootReader.Read(reader),
            OsRelease.Parse(reader.ReadText(roots.Etc("os-release")) ?? reader.ReadText(roots.Usr("lib/os-release"))),
            VirtualizationReader.Read(reader, firmware.GuestImages),
            []);
        facts = facts with { Security = SecurityReader.Read(reader), Network = isEverything ? NetworkReader.Read(reader) : NetworkReader.ReadForPlans(reader) };
        var isForGuests = isEverything || scope == HostReadScope.Guests;
        if (isForGuests)
        {
            facts = facts with { Usb = UsbReader.Read(reader, pci) };
        }

        // A plan asks for disks only where GRUB has to be found another place to remember in.
        if (isForGuests || facts.Boot.Grub is { CanRemember: false })
        {
            facts = facts with { Storage = StorageReader.Read(reader) };
        }

        return facts with { Problems = reader.Problems };
    }

    private static HostFacts ReadDevices(MachineReader reader, HostReadScope scope)
    {
        var (pci, iommu) = DeviceReader.Read(reader, scope == HostReadScope.DeviceLists ? PciReadScope.Lists : PciReadScope.ConfigOfBridges);
        return new HostFacts(
            pci, iommu, DisplayFacts.NamesOnly(pci), CpuInfo.Parse(null), MemInfo.Parse(null), FirmwareFacts.None, BootFacts.None, OsRelease.Parse(null), VirtualizationFacts.None, reader.Problems);
    }
}
