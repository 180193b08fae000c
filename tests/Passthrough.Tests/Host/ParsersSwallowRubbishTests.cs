using Passthrough.Host.Boot;
using Passthrough.Host.Cpu;
using Passthrough.Host.Display;
using Passthrough.Host.Distribution;
using Passthrough.Host.Firmware;
using Passthrough.Host.Iommu;
using Passthrough.Host.Memory;
using Passthrough.Host.Network;
using Passthrough.Host.Pci;
using Passthrough.Host.Security;
using Passthrough.Host.Storage;
using Passthrough.Host.Usb;
using Passthrough.Host.Virtualization;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host;

/// <summary>No parser of the machine's files throws, whatever the file holds.</summary>
public class ParsersSwallowRubbishTests
{
    [Fact]
    public void Grub_configuration() => Rubbish.IsSwallowedBy(
        text => GrubConfiguration.Parse(text, text),
        "menuentry ", "submenu ", "'a' ", "\"b", "\"", "'", "{", "}", "\n", ";", "linux ", "initrd ", "set default=", "${saved_entry}", "${", "$", "\\", "#", "0>1", ">>", "--id ", " ", "blscfg");

    [Fact]
    public void Grub_environment() => Rubbish.IsSwallowedBy(text => GrubEnvironment.Value(text, "saved_entry"), "saved_entry", "=", "\n", "#");

    [Fact]
    public void Kernel_command_line() => Rubbish.IsSwallowedBy(text => KernelCommandLine.Split(text), "a", "=", "\"", " ", "\n", "\0", "--");

    [Fact]
    public void Kernel_module_lists() => Rubbish.IsSwallowedBy(text => KernelModuleList.FormOf(text, text, "vfio-pci"), "kernel/", "vfio-pci.ko", ".xz", ":", "\n", " ");

    [Fact]
    public void Kernel_versions() => Rubbish.IsSwallowedBy(text => KernelVersionOrder.Instance.Compare(text, "6.1.0-25-amd64"), "6", ".", "1", "-", "rc", "0");

    [Fact]
    public void Isolation_log() => Rubbish.IsSwallowedBy(text => IsolationLog.Parse(text), "0000:01:00.0", " ", "bound", "-", "\n");

    [Fact]
    public void Cpu_information() => Rubbish.IsSwallowedBy(text => Assert.NotNull(CpuInfo.Parse(text).ToString() + CpuInfo.Processors(text).Length), "processor", "\t", ":", " ", "flags", "vmx", "\n", "99999999999", "physical id", "core id", "cpu number", "7");

    [Fact]
    public void Memory_information() => Rubbish.IsSwallowedBy(text => MemInfo.Parse(text), "MemTotal:", " ", "12", "kB", "\n");

    [Fact]
    public void Os_release() => Rubbish.IsSwallowedBy(text => OsRelease.Parse(text), "ID", "=", "\"", "'", "\\", "\n", "#");

    [Fact]
    public void Efi_variables() => Rubbish.IsSwallowedAsBytesBy(bytes => Assert.NotEqual("", EfiVariable.Text(bytes) + EfiVariable.Flag(bytes) + "."), "\0", "ab", "\u0006");

    [Fact]
    public void Pci_resources() => Rubbish.IsSwallowedBy(text => PciResources.Parse(text), "0x0", "0xffffffffffffffff", " ", "\n", "0x0000000000000200");

    [Fact]
    public void Option_roms() => Rubbish.IsSwallowedAsBytesBy(
        bytes => Assert.Equal(OptionRom.Parse(bytes)?.Images.Length, OptionRom.Parse(OptionRom.WithoutCode(bytes))?.Images.Length), "U\u00aa", "PCIR", "\0\0\0\0", "\u0018\0", "\u0003", "\u0080");

    [Fact]
    public void Pci_device_paths() => Rubbish.IsSwallowedBy(text => PciDevicePath.Upstream(text), "/", "pci0000:00", "0000:00:01.0", "..");

    [Fact]
    public void Pci_names() => Rubbish.IsSwallowedAsBytesBy(bytes => PciIds.Find(bytes, [(0x1002, 0x73bf)]), "1002", "  ", "\t", "73bf", "Name", "\n", "#", "C 03");

    [Fact]
    public void Group_members() => Rubbish.IsSwallowedBy(text => IommuGroups.FromMembers(1, text.Split(' '), null), "0000:00:01.0", " ", "platform");

    [Fact]
    public void Interrupts() => Rubbish.IsSwallowedBy(text => Passthrough.Host.Iommu.Interrupts.AreRemapped(text), " IR-", "PCI");

    [Fact]
    public void Loaded_modules() => Rubbish.IsSwallowedBy(text => LoadedModules.Parse(text), "vfio", " ", "\n");

    [Fact]
    public void Firmware_descriptors() => Rubbish.IsSwallowedAsBytesBy(
        bytes => FirmwareImages.Parse("/a", bytes), "{", "}", "\"interface-types\"", ":", "[", "]", "\"uefi\"", "\"targets\"", ",", "\"\\ud800\"", "1");

    [Fact]
    public void Driver_information() => Rubbish.IsSwallowedBy(text => CardNodes.NvidiaMinor(text), "Device Minor:", " ", "0", "\n");

    [Fact]
    public void Usb_names() => Rubbish.IsSwallowedBy(
        text => Assert.NotEqual("", UsbNames.BusOf(text) + UsbNames.DeviceOfInterface(text) + UsbNames.HubOf(text) + UsbNames.PortOf(text) + UsbNames.PortNumber(text, text) + UsbNames.Compare(text, "1-4.2") + "."),
        "usb", "1", "-", ".", ":", "0", "-port", "99999999999");

    [Fact]
    public void Usb_controller_paths() => Rubbish.IsSwallowedBy(text => UsbReader.ControllerOf(text), "/", "usb1", "0000:00:14.0", "..", "1-4");

    [Fact]
    public void Input_devices() => Rubbish.IsSwallowedBy(
        text => HumanInputs.Find([], [], InputDevices.Parse(text)),
        "I: Bus=", "0003", "\n", "\n\n", "N: Name=\"", "S: Sysfs=/devices/", "usb1/1-4/1-4:1.0/", "0003:046D:C52B.0003", "H: Handlers=", "kbd ", "mouse", "0", "B: KEY=", "fffffffffffffffe", " ");

    [Fact]
    public void Uevents() => Rubbish.IsSwallowedAsBytesBy(bytes => Uevent.Parse(bytes), "bind@/", "/", "\0", "SUBSYSTEM=", "usb", "DEVTYPE=", "usb_device", "=", "1-4");

    [Fact]
    public void Edid_blocks() => Rubbish.IsSwallowedAsBytesBy(
        bytes =>
        {
            byte[] whole = [0, 255, 255, 255, 255, 255, 255, 0, .. bytes, .. new byte[120]];
            Assert.NotEqual("", Edid.Parse(bytes) + "." + Edid.Parse(whole) + Edid.Parse(whole.AsSpan(0, 128)));
        },
        "\0", "\0\0\0\u00fc\0", "\n", "DELL");

    [Fact]
    public void Io_memory() => Rubbish.IsSwallowedBy(
        text => IoMemory.Parse(text), "00000000", "-", "e0000000", "ffffffffffffffff", " : ", "BOOTFB", "\n", "  ", ":");

    [Fact]
    public void Process_mappings() => Rubbish.IsSwallowedAsBytesBy(bytes => MappedDevices.Find(bytes, "/dev/", ["/dev/dri/card1"]), "/dev/", "dri/card1", "\n", " ", "\0");

    [Fact]
    public void Process_units() => Rubbish.IsSwallowedBy(text => ProcessUnit.Parse(text, out _), "0::", "1:name=systemd:", "/", "a.service", "b.scope", "user@1000.service", "\n", ":");

    [Fact]
    public void Mount_tables() => Rubbish.IsSwallowedBy(
        text => Assert.InRange(MountTable.Parse(text).Length + MountTable.ParseShort(text).Length, 0, int.MaxValue), "27 1 8:1 / /a", " ", "-", "ext4", "/dev/sda", "\\040", "\\", "\\377", "\n", "rw");

    [Fact]
    public void Swaps() => Rubbish.IsSwallowedBy(text => SwapArea.Parse(text), "/dev/sda", "partition", " ", "\t", "\n", "\\04");

    [Fact]
    public void Fstab() => Rubbish.IsSwallowedBy(text => FstabEntry.Parse(text), "UUID=", "/", " ", "ext4", "noauto", ",", "#", "\n", "\\040");

    [Fact]
    public void Crypttab() => Rubbish.IsSwallowedBy(text => CrypttabEntry.Parse(text), "name", "UUID=", " ", "#", "\n", "none");

    [Fact]
    public void Udev_records() => Rubbish.IsSwallowedBy(text => UdevRecord.Parse(text), "E:", "ID_FS_TYPE", "=", "ext4", "\n", "S:");

    [Fact]
    public void Escapes() => Rubbish.IsSwallowedBy(text => Assert.NotNull(OctalEscapes.Decode(text) + DiskLinks.Unescape(text)), "\\", "x", "2", "0", "4", "a", "\ud800");

    [Fact]
    public void Device_places() => Rubbish.IsSwallowedBy(text => Assert.Equal(DevicePlace.Transport(text), DevicePlace.Transport(text + DevicePlace.Controller("x"))), "/", "usb", "ata", "1", "nvme", "0000:00:01.0", "virtual", "host");

    [Fact]
    public void Counting_order_is_an_order() => Rubbish.IsSwallowedBy(
        text => Assert.Equal(Math.Sign(CountingOrder.Instance.Compare(text, "sda10p2")), -Math.Sign(CountingOrder.Instance.Compare("sda10p2", text))), "sd", "a", "1", "0", "p", "vd", "z");

    [Fact]
    public void Device_names() => Rubbish.IsSwallowedBy(
        text => new DeviceNames([new BlockDevice { Name = text, Kind = BlockDeviceKind.Disk, Transport = StorageTransport.Other, MappingName = text, Links = [text] }]).Find(text), "/dev/", "mapper/", "UUID=", "disk/", "by-id", "-", "\\x20", "\"");

    [Fact]
    public void Route_tables() => Rubbish.IsSwallowedBy(text => RouteTables.DefaultInterfaces(text, text), "eth0", "\t", "00000000", "0003", "\n", "00", "00000000000000000000000000000000", " ");

    [Fact]
    public void Route_tables_of_whom_they_connect() => Rubbish.IsSwallowedBy(text => RouteTables.Connected(text, text), "eth0", "\t", "00000000", "0003", "\n", "00", "00000000000000000000000000000000", " ");

    [Fact]
    public void Ifupdown_files() => Rubbish.IsSwallowedBy(text => Assert.False(IfupdownFile.Interfaces(text).IsDefault || IfupdownFile.Lines(text).IsDefault), "iface ", "eth0", " ", "\n", "\\\n", "source ", "lo");

    [Fact]
    public void States_of_managers() => Rubbish.IsSwallowedBy(text => Assert.False(ManagerState.IsManagedByNetworkManager(text) && ManagerState.IsManagedByNetworkd(text) && text.Length < 3), "managed", "=", "true", "ADMIN_STATE", "\n");

    [Fact]
    public void Networks_of_libvirt() => Rubbish.IsSwallowedBy(text => LibvirtNetwork.Parse(text), "<network>", "</network>", "<name>", "</name>", "<forward mode='", "'/>", "<bridge name='", "<networkstatus>", "</networkstatus>", "a", "<!DOCTYPE a>", "&a;");

    [Fact]
    public void Firewall_of_libvirt() => Rubbish.IsSwallowedBy(text => NetworkReader.LibvirtFirewall(text), "firewall_backend", "=", "\"", "nftables", "\n");

    [Fact]
    public void Configuration_of_qemu() => Rubbish.IsSwallowedBy(text => QemuConfiguration.Parse(text), "user", " = ", "\"", "'", "[", "]", ",", "\n", "#", "cgroup_device_acl", "\\", "0");

    [Fact]
    public void Package_lists() => Rubbish.IsSwallowedAsBytesBy(bytes => PackageVersions.InDpkg(bytes, "a"), "Package: a\n", "Status: install ok installed\n", "Version: 1\n", "\n", " ");

    [Fact]
    public void Group_files() => Rubbish.IsSwallowedBy(text => GroupFile.Names(text), "kvm", ":", "x", "105", "\n", ",", "jan");

    [Fact]
    public void Files_with_an_option_rom_somewhere() => Rubbish.IsSwallowedAsBytesBy(
        bytes => Assert.Equal(OptionRom.StartIn(bytes) is null, OptionRom.StartIn([0, .. bytes]) is null), "U\u00aa", "PCIR", "\0\0\0\0", "\u0018\0", "\u0003", "\u0080");

    [Fact]
    public void Access_lists() => Rubbish.IsSwallowedAsBytesBy(bytes => AccessList.Parse(bytes), "\u0002\0\0\0", "\u0001\0\u0006\0\u0001\0\0\0", "\u0010\0\u0006\0\u0001\0\0\0", "\0");

    [Fact]
    public void Labels_of_files() => Rubbish.IsSwallowedAsBytesBy(bytes => Assert.NotEqual("", SelinuxLabel.Parse(bytes)?.Type ?? "t"), "system_u", ":", "object_r", "s0", "\0", " ");

    [Fact]
    public void Rules_of_apparmor() => Rubbish.IsSwallowedBy(
        text => Assert.All(AppArmorFileRule.Parse(text), rule => Assert.StartsWith("/", rule.Glob, StringComparison.Ordinal)),
        "/a", "\"", " ", " r,", "deny ", "owner ", "\n", "#", "profile x {", "}", "@{HOME}", ",");

    [Fact]
    public void Patterns_of_apparmor() => Rubbish.IsSwallowedBy(text => AppArmorGlob.Matches(text, "/a/b,c"), "/", "a", "*", "**", "?", "[", "]", "^", "-", "{", "}", ",", "\\", "@{");

    [Fact]
    public void User_files() => Rubbish.IsSwallowedBy(text => LocalUser.Parse(text), "jan", ":", "x", "1000", "\n", "-1");

    [Fact]
    public void Pam_services() => Rubbish.IsSwallowedBy(
        text => PamStack.OpensSessionWith("a", "pam_limits.so", name => name.Length > 3 ? null : text), "session", " ", "include", "@include", "substack", "a", "b", "pam_limits.so", "\n", "#", "required");

    [Fact]
    public void Settings_of_sleep() => Rubbish.IsSwallowedBy(text => SleepSettings.Parse([text, text], [text], isMasked: false), "[Login]", "[Sleep]", "\n", "IdleAction", "=", "AllowSuspend", "no", "#");

    [Fact]
    public void Labels_of_selinux() => Rubbish.IsSwallowedBy(text => Assert.All(LocalFileContext.Parse(text), context => Assert.NotEqual("", context.Pattern)), "/dev/shm/a", "system_u:object_r:svirt_tmpfs_t:s0", ":", "--", "#", " ", "\t", "\n");

    [Fact]
    public void Lockdown_and_selinux() => Rubbish.IsSwallowedBy(text => Assert.NotEqual("", $"{SecurityFacts.LockdownOf(text)}{SecurityReader.SelinuxSetting(text, "SELINUX")}."), "[none]", "integrity", "SELINUX=", "\n", "enforcing");

    [Fact]
    public void Patterns_of_machines() => Rubbish.IsSwallowedBy(text => new FirmwareTarget("x86_64", [text, "*" + text]).IsFor(text), "pc-", "q35", "*", "?", "-");
}
