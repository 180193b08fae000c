using System.Collections.Immutable;

namespace Passthrough.Rehearsal.VirtualPc;

/// <summary>
/// The hardware of a virtual PC, as QEMU devices: q35 with a VT-d IOMMU, a boot card on the root bus, a "Radeon" with an audio function behind a root port, USB controllers with
/// keyboard and mouse behind root ports of their own, and a badly isolated slot: a conventional PCI bus with a network card and a display on it.
/// </summary>
/// <param name="Firmware">How it starts.</param>
/// <param name="HasIommu">False leaves the IOMMU out, as a PC with VT-d switched off in its firmware.</param>
/// <param name="HasSecondDisplay">False leaves every display but the boot card out.</param>
/// <param name="HasTwin">True adds a second card of the same model and ids behind a root port of its own.</param>
/// <param name="HasTwoSockets">True gives it two processors of one core and two threads, each with memory of its own; false processors of one thread.</param>
/// <param name="HasSpares">
/// True adds what the host can do without: an NVMe controller and a USB controller with a tablet behind root ports of their own, a tablet and a serial adapter (0403:6001) at the ports 2 and 3 of
/// the mouse's controller, and two disks with the serial numbers <c>spare1</c> and <c>spare2</c>. Their disks are empty at each start.
/// </param>
/// <param name="HasNetwork">True plugs its network card into a network of QEMU's own, with a gateway (10.0.2.2) that serves DHCP.</param>
public sealed record VirtualPcLayout(
    VirtualPcFirmware Firmware = VirtualPcFirmware.Uefi,
    bool HasIommu = true,
    bool HasSecondDisplay = true,
    bool HasTwin = false,
    bool HasTwoSockets = false,
    bool HasSpares = false,
    bool HasNetwork = false)
{
    /// <summary>How many processors of one thread it has; the workshop gives each PC as many as <see cref="RehearsalOptions.Processors"/> says.</summary>
    public int Processors { get; init; } = 2;

    /// <summary>The size of its disk in GiB, of which the base takes the first 4; null for those alone.</summary>
    public int? DiskGiB { get; init; }

    /// <summary>Memory in MiB.</summary>
    public int MemoryMiB { get; init; } = 2560;

    /// <summary>The QEMU options of its processors and memory.</summary>
    public ImmutableArray<string> ProcessorsAndMemory() => HasTwoSockets
        ?
        [
            "-smp", "4,sockets=2,cores=1,threads=2",
            "-m", $"{MemoryMiB}",
            "-object", $"memory-backend-ram,id=memory0,size={MemoryMiB / 2}M",
            "-object", $"memory-backend-ram,id=memory1,size={MemoryMiB / 2}M",
            "-numa", "node,nodeid=0,cpus=0-1,memdev=memory0",
            "-numa", "node,nodeid=1,cpus=2-3,memdev=memory1",
        ]
        : ["-smp", $"{Processors}", "-m", $"{MemoryMiB}"];

    /// <summary>The QEMU options of the machine's hardware, without processors, memory, disks and host-side channels.</summary>
    public ImmutableArray<string> Devices()
    {
        var options = ImmutableArray.CreateBuilder<string>();
        void Device(string description) => options.AddRange("-device", description);

        if (HasIommu)
        {
            // The IOMMU has to come before the devices; without caching-mode VFIO inside does not work.
            Device("intel-iommu,intremap=on,caching-mode=on,device-iotlb=on");
        }

        options.AddRange("-audiodev", "none,id=silence");
        Device("VGA,id=bootcard,bus=pcie.0,addr=0x1");
        RootPort(1);
        RootPort(2);
        RootPort(3);
        RootPort(4);
        if (HasSecondDisplay)
        {
            RadeonBehind(1);
        }

        Device("nec-usb-xhci,id=usb1,bus=port2");
        Device("usb-kbd,bus=usb1.0");
        Device("qemu-xhci,id=usb2,bus=port3");
        Device("usb-mouse,bus=usb2.0");
        Device("pcie-pci-bridge,id=oldbus,bus=port4");
        if (HasNetwork)
        {
            options.AddRange("-netdev", "user,id=lan");
        }

        Device($"e1000,bus=oldbus,addr=0x1{(HasNetwork ? ",netdev=lan" : "")}");
        if (HasSecondDisplay)
        {
            Device("secondary-vga,bus=oldbus,addr=0x2");
        }

        if (HasTwin)
        {
            RootPort(5);
            RadeonBehind(5);
        }

        if (HasSpares)
        {
            RootPort(6);
            Device($"nvme,serial=spare,bus=port6,drive={EmptyDisk("nvme")}");
            RootPort(7);
            Device("qemu-xhci,id=usb3,bus=port7");
            Device("usb-tablet,bus=usb3.0");
            Device("usb-tablet,bus=usb2.0,port=2");
            options.AddRange("-chardev", "null,id=nobody");
            Device("usb-serial,bus=usb2.0,port=3,chardev=nobody,always-plugged=on");
            Device($"virtio-blk-pci,addr=0x6,serial=spare1,drive={EmptyDisk("spare1")}");
            Device($"virtio-blk-pci,addr=0x7,serial=spare2,drive={EmptyDisk("spare2")}");
        }

        return options.ToImmutable();

        // What is written lies in a temporary file of QEMU's own.
        string EmptyDisk(string name)
        {
            options.AddRange("-drive", $"if=none,id={name},format=raw,file.driver=null-co,file.read-zeroes=on,file.size={64 << 20},snapshot=on");
            return name;
        }

        void RootPort(int number) => Device($"pcie-root-port,id=port{number},bus=pcie.0,addr=0x{0xf + number:x},chassis={number},slot={number}");

        void RadeonBehind(int port)
        {
            Device($"ati-vga,model=rv100,id=card{port},bus=port{port},addr=0x0,multifunction=on");
            Device($"ich9-intel-hda,id=sound{port},bus=port{port},addr=0x0.1");
            Device($"hda-output,bus=sound{port}.0,audiodev=silence");
        }
    }
}
