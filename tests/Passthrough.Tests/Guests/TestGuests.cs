using Passthrough.Guests;
using Passthrough.Guests.Description;
using Passthrough.Guests.Design;
using Passthrough.Guests.Firmware;
using Passthrough.Host;
using Passthrough.Host.Cpu;
using Passthrough.Host.Display;
using Passthrough.Host.Firmware;
using Passthrough.Host.Iommu;
using Passthrough.Host.Memory;
using Passthrough.Host.Network;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;
using Passthrough.Host.Security;
using Passthrough.Host.Usb;
using Passthrough.Host.Virtualization;
using Passthrough.Intent;
using Passthrough.Planning;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Guests;

/// <summary>A machine with a Radeon of two functions to give away, and guests for it.</summary>
internal static class TestGuests
{
    private const string Where = "/etc/passthrough/passthrough.yaml";

    public static PciAddress Gpu { get; } = PciAddress.Parse("0000:01:00.0");

    public static PciAddress Audio { get; } = PciAddress.Parse("0000:01:00.1");

    public static GuestFirmware Ovmf { get; } = new(GuestFirmwareKind.Uefi, "/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd");

    /// <summary>A guest as a person would describe it.</summary>
    public static GuestDescription Described { get; } = new("win11")
    {
        Uuid = Guid.ParseExact("2a1b6a8c-7f3d-4d7e-9b60-000000000001", "D"),
        Memory = new MemoryDescription { SizeMiB = 4096 },
        Cpu = new CpuDescription { Vcpus = 4 },
        Gpu = new DeviceDescription(Gpu, Identity(Gpu, "1002:5159/1af4:1100").Identity),
        Disks = [new DiskDescription("/var/lib/libvirt/images/win11.qcow2")],
    };

    /// <summary>The same with every choice made.</summary>
    public static GuestSpec Guest { get; } = Design(Described).Guest;

    /// <summary>The names of the guests of the golden intents, by the machine that they are for.</summary>
    public static TheoryData<string, string> Pinned { get; } = new(PinnedNames());

    /// <summary>A guest of a golden intent with every choice made.</summary>
    public static GuestDesign PinnedDesign(string machine, string name)
    {
        var file = Intent(machine);
        return GuestDesigner.Design(file.Find(name)!, HostOf(machine), "seed", key => $"{machine}:{key}");
    }

    /// <summary>The machine that a golden intent is for.</summary>
    public static HostFacts HostOf(string machine)
    {
        var host = Host();
        return host with { Cpu = machine is "desktop" ? Processor(Processors.CacheDie()) : Processor(Processors.Large()), Memory = host.Memory with { HugePages = [new HugePagePool(2048, 0, 0, 0), new HugePagePool(1 << 20, 8, 8, 0)] }, Virtualization = host.Virtualization with { LibvirtVersion = "12.1.0", QemuVersion = "1:9.2.0+ds-1" } };
    }

    /// <summary>A golden intent, which is written by hand.</summary>
    public static IntentFile Intent(string machine)
    {
        using var reader = new StreamReader(Golden.PathOf($"guests/{machine}.yaml"));
        return IntentParser.Parse(Where, reader.ReadToEnd());
    }

    public static GuestDesign Design(GuestDescription guest, HostFacts? host = null) => GuestDesigner.Design(guest, host ?? Host(), "seed");

    public static DeviceIdentity Identity(PciAddress address, string identity) =>
        new(address, PciIdentity.TryParse(identity, out var parsed) ? parsed : throw new FormatException(identity), null);

    public static HostFacts Host(string? driver = "vfio-pci", params PciDevice[] others)
    {
        var geforce = PciAddress.Parse("0000:05:00.0");
        PciDevice[] own =
        [
            Device(Gpu, "1002:5159/1af4:1100", 0x030000, driver),
            Device(Audio, "8086:293e/1af4:1100", 0x040300, driver),
            Device(PciAddress.Parse("0000:03:00.0"), "144d:a80a/144d:a801", 0x010802, driver) with { IommuGroup = 14 },
            Device(PciAddress.Parse("0000:04:00.0"), "1022:15b6/1022:1453", 0x0c0330, driver) with { IommuGroup = 15 },
            Device(geforce, "10de:2684/1458:40bf", 0x030000, driver) with { IommuGroup = 16 },
        ];
        return HostReader.Read(HostRoots.Under("/no-such-machine"), HostReadScope.WithoutHolders) with
        {
            Pci = new PciFacts([.. own, .. others]),
            Iommu = new IommuFacts(
                "DMAR",
                true,
                ["dmar0"],
                [
                    new IommuGroup(13, [Gpu, Audio, .. others.Select(device => device.Address)], [], "DMA"), new IommuGroup(14, [own[2].Address], [], "DMA"),
                    new IommuGroup(15, [own[3].Address], [], "DMA"), new IommuGroup(16, [geforce], [], "DMA"),
                ],
                true),
            Display = new DisplayFacts([new GraphicsCard(Gpu, [Gpu, Audio], false, [], [], []), new GraphicsCard(geforce, [geforce], false, [], [], [])], 0),
            Cpu = new CpuFacts("GenuineIntel", "Test", 8, true, false),
            Memory = new MemoryFacts(64 * 1024 * 1024, 48 * 1024 * 1024, 2048, 0, 0),
            Firmware = FirmwareFacts.None with
            {
                GuestImages =
                [
                    Image("OVMF_CODE_4M.ms.fd", "OVMF_VARS_4M.ms.fd", "secure-boot", "requires-smm", "enrolled-keys"), Image("OVMF_CODE_4M.secboot.fd", "OVMF_VARS_4M.fd", "secure-boot", "requires-smm"),
                    Image("OVMF_CODE_4M.fd", "OVMF_VARS_4M.fd"),
                ],
            },
            Security = SecurityFacts.None with { Users = [new LocalUser("root", 0, 0), new LocalUser("libvirt-qemu", 64055, 108), new LocalUser("anna", 1000, 1000)], Groups = [new LocalGroup("libvirt", 128, ["anna"])] },
            Network = NetworkFacts.None with { Libvirt = [new LibvirtNetwork("default", "nat", "virbr0", IsAutomatic: true, IsActive: true)] },
            Usb = UsbFacts.None with { Devices = [new UsbDevice { Name = "1-4.2", Bus = 1, Number = 7, Vendor = 0x046d, Product = 0xc52b }] },
            Virtualization = new VirtualizationFacts(
                true, "kvm_intel", "/usr/bin/qemu-system-x86_64", true, ["/usr/share/qemu/firmware/60-edk2-x86_64.json"], ["vfio_pci", "vfio_iommu_type1"]),
        };
    }

    public static PciDevice Device(PciAddress address, string identity, uint code, string? driver) => new()
    {
        Address = address,
        Identity = Identity(address, identity).Identity,
        Class = new PciClass(code),
        Driver = driver,
        IommuGroup = 13,
    };

    private static FirmwareImage Image(string code, string variables, params string[] features) => new()
    {
        DescriptorPath = $"/usr/share/qemu/firmware/{code}.json",
        Interfaces = ["uefi"],
        Device = "flash",
        Mode = "split",
        ExecutablePath = $"/usr/share/OVMF/{code}",
        ExecutableFormat = "raw",
        TemplatePath = $"/usr/share/OVMF/{variables}",
        TemplateFormat = "raw",
        Targets = [new FirmwareTarget("x86_64", ["pc-i440fx-*", "pc-q35-*"])],
        Features = [.. features],
        IsInstalled = true,
    };

    private static CpuFacts Processor(ScratchMachine machine)
    {
        using (machine)
        {
            return CpuReader.Read(new MachineReader(machine.Roots)) with { HasVirtualization = true };
        }
    }

    private static IEnumerable<(string Machine, string Name)> PinnedNames() =>
        new[] { "desktop", "workstation" }.SelectMany(machine => Intent(machine).Guests.Select(guest => (machine, guest.Name)));
}
