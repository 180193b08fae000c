using Passthrough.Guests;
using Passthrough.Host;
using Passthrough.Host.Cpu;
using Passthrough.Host.Display;
using Passthrough.Host.Iommu;
using Passthrough.Host.Memory;
using Passthrough.Host.Pci;
using Passthrough.Host.Virtualization;
using Passthrough.Planning;

namespace Passthrough.Tests.Guests;

/// <summary>A machine with a Radeon of two functions to give away, and a guest for it.</summary>
internal static class TestGuests
{
    public static PciAddress Gpu { get; } = PciAddress.Parse("0000:01:00.0");

    public static PciAddress Audio { get; } = PciAddress.Parse("0000:01:00.1");

    public static GuestFirmware Ovmf { get; } = new(GuestFirmwareKind.Uefi, "/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd");

    public static GuestSpec Guest { get; } = new()
    {
        Name = "win11",
        Uuid = Guid.ParseExact("2a1b6a8c-7f3d-4d7e-9b60-000000000001", "D"),
        Runtime = GuestRuntime.Libvirt,
        Accelerator = GuestAccelerator.Kvm,
        Firmware = Ovmf,
        MemoryMiB = 4096,
        Vcpus = 4,
        Gpu = Gpu,
        Devices = [Identity(Gpu, "1002:5159/1af4:1100"), Identity(Audio, "8086:293e/1af4:1100")],
        Disks = [new GuestDisk("/var/lib/libvirt/images/win11.qcow2", GuestDiskFormat.Qcow2)],
    };

    public static GuestSpec Awkward { get; } = Guest with
    {
        Name = "no",
        Accelerator = GuestAccelerator.Tcg,
        Firmware = GuestFirmware.Bios,
        Disks =
        [
            new GuestDisk("/srv/a, \"b\" & <c>\\#: é.img", GuestDiskFormat.Raw, Bus: GuestDiskBus.Sata),
            new GuestDisk("/dev/disk/by-id/x", GuestDiskFormat.Raw, IsBlockDevice: true),
        ],
        OptionRomPath = "/usr/share/vgabios/a,b.rom",
        SerialLogPath = "/var/log/libvirt/qemu/no,serial.log",
    };

    /// <summary>The guests whose forms are golden files, by the files' names.</summary>
    public static Dictionary<string, GuestSpec> Pinned { get; } = new(StringComparer.Ordinal)
    {
        ["kvm-uefi"] = Guest,
        ["tcg-bios-awkward"] = Awkward,
    };

    public static DeviceIdentity Identity(PciAddress address, string identity) =>
        new(address, PciIdentity.TryParse(identity, out var parsed) ? parsed : throw new FormatException(identity), null);

    public static HostFacts Host(string? driver = "vfio-pci", params PciDevice[] others) =>
        HostReader.Read(HostRoots.Under("/no-such-machine"), HostReadScope.WithoutHolders) with
        {
            Pci = new PciFacts([Device(Gpu, "1002:5159/1af4:1100", 0x030000, driver), Device(Audio, "8086:293e/1af4:1100", 0x040300, driver), .. others]),
            Iommu = new IommuFacts("DMAR", true, ["dmar0"], [new IommuGroup(13, [Gpu, Audio, .. others.Select(device => device.Address)], [], "DMA")], true),
            Display = new DisplayFacts([new GraphicsCard(Gpu, [Gpu, Audio], false, [], [], [])], 0),
            Cpu = new CpuFacts("GenuineIntel", "Test", 8, true, false),
            Memory = new MemoryFacts(16 * 1024 * 1024, 12 * 1024 * 1024, 2048, 0, 0),
            Virtualization = new VirtualizationFacts(
                true, "kvm_intel", "/usr/bin/qemu-system-x86_64", true, ["/usr/share/qemu/firmware/60-edk2-x86_64.json"], ["vfio_pci", "vfio_iommu_type1"]),
        };

    public static PciDevice Device(PciAddress address, string identity, uint code, string? driver) => new()
    {
        Address = address,
        Identity = Identity(address, identity).Identity,
        Class = new PciClass(code),
        Driver = driver,
        IommuGroup = 13,
    };
}
