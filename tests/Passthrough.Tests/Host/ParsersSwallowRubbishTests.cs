using Passthrough.Host.Boot;
using Passthrough.Host.Cpu;
using Passthrough.Host.Display;
using Passthrough.Host.Distribution;
using Passthrough.Host.Firmware;
using Passthrough.Host.Iommu;
using Passthrough.Host.Memory;
using Passthrough.Host.Pci;
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
        bytes => FirmwareDescriptor.IsUefiForX64(bytes), "{", "}", "\"interface-types\"", ":", "[", "]", "\"uefi\"", "\"targets\"", ",", "\"\\ud800\"", "1");

    [Fact]
    public void Process_states() => Rubbish.IsSwallowedBy(text => HolderReader.IsWithoutFiles(text), "1 (a) b", ")", " ", "S", "2129984");

    [Fact]
    public void Driver_information() => Rubbish.IsSwallowedBy(text => CardNodes.NvidiaMinor(text), "Device Minor:", " ", "0", "\n");
}
