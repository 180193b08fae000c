namespace Passthrough.Tests.Machines;

/// <summary>Whole machines for tests of what a person gets to see.</summary>
internal static class Desktop
{
    public const string Radeon = "/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0";

    private const string KernelLine = "/boot/vmlinuz-6.1.0-25-amd64 root=UUID=0e3b ro quiet";

    private const string PciIds =
        """
        # A list made for tests.
        1002  Advanced Micro Devices, Inc. [AMD/ATI]
        	73bf  Navi 21 [Radeon RX 6800/6800 XT / 6900 XT]
        		1002 0e3a  Radeon RX 6900 XT
        	ab28  Navi 21/23 HDMI/DP Audio Controller
        8086  Intel Corporation
        	15bc  Ethernet Connection (7) I219-V
        	1901  6th-10th Gen Core Processor PCIe Controller (x16)
        	3e98  CoffeeLake-S GT2 [UHD Graphics 630]
        	3ec2  8th Gen Core Processor Host Bridge/DRAM Registers
        	a36d  Cannon Lake PCH USB 3.1 xHCI Host Controller
        C 03  Display controller
        """;

    /// <summary>An Intel desktop on Debian with everything installed, the IOMMU off in the kernel and no PCI devices yet.</summary>
    public static ScratchMachine Intel(string extraParameters = "") => new ScratchMachine()
        .File("/proc/cmdline", $"BOOT_IMAGE={KernelLine}{extraParameters}\n")
        .File("/proc/sys/kernel/osrelease", "6.1.0-25-amd64\n")
        .File("/proc/cpuinfo", "processor\t: 0\nvendor_id\t: GenuineIntel\nmodel name\t: Intel(R) Core(TM) i7-8700K CPU @ 3.70GHz\nflags\t\t: fpu vme vmx sse\n\n")
        .File("/proc/meminfo", "MemTotal:       32768000 kB\nMemAvailable:   30000000 kB\nHugePages_Total:       0\nHugePages_Free:        0\nHugepagesize:       2048 kB\n")
        .File("/proc/modules", "kvm_intel 380928 0 - Live 0x0\nkvm 1142784 1 kvm_intel, Live 0x0\n")
        .File("/sys/devices/system/cpu/online", "0-11\n")
        .File("/sys/firmware/acpi/tables/DSDT").File("/sys/firmware/acpi/tables/DMAR")
        .Folder("/sys/firmware/efi")
        .Folder("/sys/kernel/iommu_groups")
        .File("/sys/class/dmi/id/sys_vendor", "ASUS\n").File("/sys/class/dmi/id/product_name", "PRIME Z370-A\n")
        .File("/dev/kvm")
        .File("/etc/os-release", "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\nVERSION_ID=\"12\"\n")
        .File("/etc/default/grub", "GRUB_DEFAULT=0\nGRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"\n")
        .Folder("/etc/initramfs-tools")
        .File("/usr/sbin/update-initramfs").File("/usr/sbin/mkinitramfs")
        .File("/usr/bin/qemu-system-x86_64").File("/usr/sbin/libvirtd")
        .File("/usr/share/OVMF/OVMF_CODE_4M.fd").File("/usr/share/OVMF/OVMF_VARS_4M.fd")
        .File("/usr/share/qemu/firmware/60-edk2-x86_64.json", """{"interface-types":["uefi"],"mapping":{"device":"flash","executable":{"filename":"/usr/share/OVMF/OVMF_CODE_4M.fd","format":"raw"},"nvram-template":{"filename":"/usr/share/OVMF/OVMF_VARS_4M.fd","format":"raw"}},"features":["acpi-s3"],"targets":[{"architecture":"x86_64","machines":["pc-q35-*"]}]}""")
        .File("/usr/share/misc/pci.ids", PciIds)
        .File("/boot/vmlinuz-6.1.0-25-amd64").File("/boot/initrd.img-6.1.0-25-amd64")
        .File("/usr/lib/modules/6.1.0-25-amd64/modules.dep", "kernel/drivers/vfio/pci/vfio-pci.ko: kernel/drivers/vfio/vfio.ko\n")
        .File("/usr/lib/modules/6.1.0-25-amd64/modules.builtin", "kernel/fs/ext4/ext4.ko\n")
        .Link("/lib", "usr/lib")
        .File("/boot/grub/grub.cfg", $$"""
            set default="0"
            menuentry 'Debian GNU/Linux' --class debian $menuentry_id_option 'gnulinux-simple-0e3b' {
                linux {{KernelLine}}{{extraParameters}}
                initrd /boot/initrd.img-6.1.0-25-amd64
            }
            source ${config_directory}/custom.cfg
            """)
        .File("/boot/grub/grubenv", "# GRUB Environment Block\n");

    /// <summary>The processor's own graphics, which the machine boots with, and the board's other devices.</summary>
    public static ScratchMachine Board(this ScratchMachine machine, bool isIommuOn, bool withGraphics = true)
    {
        int? Group(int number) => isIommuOn ? number : null;
        machine
            .File("/proc/interrupts", isIommuOn ? " 24:  0  IR-PCI-MSI  mei_me\n" : " 24:  0  PCI-MSI  mei_me\n")
            .Pci("0000:00:00.0", "8086:3ec2", "060000", group: Group(0))
            .Pci("0000:00:01.0", "8086:1901", "060400", "pcieport", Group(1))
            .Pci("0000:00:14.0", "8086:a36d", "0c0330", "xhci_hcd", Group(3))
            .Pci("0000:00:1f.6", "8086:15bc", "020000", "e1000e", Group(7));
        return withGraphics
            ? machine.Pci("0000:00:02.0", "8086:3e98", "030000", "i915", Group(2), bootVga: true).Drm("/sys/devices/pci0000:00/0000:00:02.0", "card0", "HDMI-A-1")
            : machine;
    }

    /// <summary>A Radeon with its sound function behind the processor's root port.</summary>
    public static ScratchMachine WithRadeon(this ScratchMachine machine, int? group = null, string driver = "amdgpu", string soundDriver = "snd_hda_intel", bool isBoot = false) => machine
        .Pci("0000:00:01.0/0000:01:00.0", "1002:73bf", "030000", driver, group, "1002:0e3a", isBoot)
        .Pci("0000:00:01.0/0000:01:00.1", "1002:ab28", "040300", soundDriver, group, "1002:ab28")
        .Drm(Radeon, "card1");

    /// <summary>A virtual machine whose hypervisor shows no IOMMU.</summary>
    public static ScratchMachine Guest() => new ScratchMachine()
        .File("/proc/cmdline", "console=ttyS0 root=/dev/vda\n")
        .File("/proc/cpuinfo", "processor\t: 0\nvendor_id\t: AuthenticAMD\nmodel name\t: AMD EPYC\nflags\t\t: fpu hypervisor sse\n")
        .File("/sys/firmware/acpi/tables/DSDT")
        .Folder("/sys/kernel/iommu_groups")
        .Folder("/dev")
        .File("/etc/os-release", "ID=arch\nPRETTY_NAME=\"Arch Linux\"\n")
        .Pci("0000:00:01.0", "1234:1111", "030000", "bochs-drm", bootVga: true);
}
