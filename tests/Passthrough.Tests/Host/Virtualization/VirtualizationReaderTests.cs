using Passthrough.Host.Firmware;
using Passthrough.Host.Reading;
using Passthrough.Host.Security;
using Passthrough.Host.Virtualization;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Virtualization;

public class VirtualizationReaderTests
{
    [Fact]
    public void Parameters_sockets_and_versions_are_read()
    {
        using var machine = new ScratchMachine()
            .File("/usr/bin/qemu-system-x86_64").File("/usr/sbin/virtqemud").File("/run/libvirt/virtqemud-sock").File("/run/libvirt/virtqemud.pid")
            .File("/sys/module/kvm/parameters/ignore_msrs", "Y\n").File("/sys/module/kvm_amd/parameters/npt", "1\n")
            .File("/proc/modules", "nvidia_drm 1 0 - Live 0x0\nnvidia 1 1 nvidia_drm, Live 0x0\nkvmfr 1 0 - Live 0x0\n")
            .File("/var/lib/dpkg/status", "Package: qemu-system-x86\nStatus: deinstall ok config-files\nVersion: 1:5.0\n\nPackage: qemu-system-x86\nStatus: install ok installed\nVersion: 1:7.2+dfsg-7\n\nPackage: libvirt-daemon\nStatus: install ok installed\nVersion: 9.0.0-4\n");
        var facts = VirtualizationReader.Read(new MachineReader(machine.Roots));
        Assert.Equal((true, true, "1:7.2+dfsg-7", "9.0.0-4"), (facts.Parameter("kvm", "ignore_msrs")?.IsOn, facts.Parameter("kvm_amd", "npt")?.IsOn, facts.QemuVersion, facts.LibvirtVersion));
        Assert.Equal((LibvirtForm.Modular, "virtqemud-sock"), (facts.Libvirt.Form, Assert.Single(facts.Libvirt.Sockets)));
        Assert.Equal(["nvidia", "nvidia_drm", "kvmfr"], facts.CardModules);
        Assert.Null(facts.CanUseKvm);
    }

    [Theory]
    [InlineData("qemu-system-x86_64-9.1.0-1", "qemu-system-x86_64", "9.1.0-1")]
    [InlineData("qemu-base-9.1.0-1", "qemu-base", "9.1.0-1")]
    [InlineData("qemu-img-9.1.0-1", "qemu", null)]
    public void A_packages_folder_tells_its_version(string folder, string package, string? version) => Assert.Equal(version, PackageVersions.InFolderName(folder, package));

    [Fact]
    public void Qemus_configuration_is_read_over_lines_and_comments()
    {
        var configuration = QemuConfiguration.Parse(
            """
            # user = "root"
            user = "alice"   # me
            group="kvm"
            namespaces = [ ]
            cgroup_device_acl = [
                "/dev/null", "/dev/kvm",   # needed
                # "/dev/rtc",
                "/dev/input/by-id/usb-a\"b"
            ]
            clear_emulator_capabilities = 0
            """);
        Assert.Equal(("alice", "kvm", false), (configuration.User, configuration.Group, configuration.ClearsCapabilities));
        Assert.Empty(configuration.Namespaces!.Value);
        Assert.Equal(["/dev/null", "/dev/kvm", "/dev/input/by-id/usb-a\"b"], configuration.CgroupDevices!.Value);
        Assert.Null(configuration.SecurityDrivers);
    }

    [Theory]
    [InlineData("/usr/share/OVMF/OVMF_CODE.fd", 1966080L, 2)]
    [InlineData("/usr/share/OVMF/OVMF_CODE_4M.fd", 3653632L, 4)]
    [InlineData("/usr/share/edk2/x64/OVMF_CODE.4m.fd", null, 4)]
    [InlineData("/usr/share/edk2/ovmf/OVMF_CODE_4M.qcow2", null, 4)]
    [InlineData("/usr/share/edk2/ovmf/OVMF_CODE.fd", null, null)]
    public void The_flash_of_a_guest_has_two_or_four_megabytes(string path, long? length, int? expected) => Assert.Equal(expected, FirmwareImages.FlashMib(path, length));

    [Theory]
    [InlineData("pc-q35-*", "pc-q35-9.2", true)]
    [InlineData("pc-q35-*", "q35", true)]
    [InlineData("pc-i440fx-*", "q35", false)]
    [InlineData("pc-*-4.?", "pc-q35-4.1", true)]
    [InlineData("pc-*-4.?", "pc-q35-4.", false)]
    [InlineData("*", "virt", true)]
    [InlineData("virt", "virt-4.0", false)]
    public void A_machine_is_matched_as_a_pattern(string pattern, string machine, bool expected) => Assert.Equal(expected, new FirmwareTarget("x86_64", [pattern]).IsFor(machine));

    [Fact]
    public void Firmware_of_the_host_is_read_and_a_code_image_without_descriptor_is_told()
    {
        using var machine = new ScratchMachine()
            .Bytes("/sys/firmware/efi/efivars/SetupMode-8be4df61-93ca-11d2-aa0d-00e098032b8c", [6, 0, 0, 0, 1])
            .File("/sys/class/tpm/tpm0/tpm_version_major", "2\n").File("/usr/bin/swtpm").File("/usr/share/OVMF/OVMF_CODE.fd").File("/usr/share/OVMF/OVMF_VARS.fd");
        var facts = FirmwareReader.Read(new MachineReader(machine.Roots));
        Assert.Equal((true, true, 2, true), (facts.IsUefi, facts.SetupMode, facts.TpmVersion, facts.HasSwtpm));
        Assert.Equal(["/usr/share/OVMF/OVMF_CODE.fd"], facts.UndescribedImages);
    }

    [Fact]
    public void Security_and_sleep_are_read_and_a_later_file_counts_over_an_earlier_one()
    {
        using var machine = new ScratchMachine()
            .File("/sys/module/apparmor/parameters/enabled", "Y\n").File("/sys/fs/selinux/enforce", "0").File("/etc/selinux/config", "#SELINUX=a\nSELINUX=permissive\nSELINUXTYPE=targeted\n")
            .File("/sys/kernel/security/lockdown", "none [integrity] confidentiality\n").File("/sys/fs/cgroup/cgroup.controllers", "cpu\n")
            .File("/etc/group", "root:x:0:\nkvm:x:105:alice\nlibvirt:x:106:\n")
            .File("/etc/systemd/logind.conf", "[Login]\nIdleAction=suspend\nHandleLidSwitch=ignore\n#HandlePowerKey=x\n").File("/usr/lib/systemd/logind.conf.d/10-a.conf", "[Login]\nIdleAction=ignore\nHandleLidSwitch=\n[Other]\nHandlePowerKey=no\n")
            .File("/etc/systemd/sleep.conf", "[Sleep]\nAllowSuspend=no\n").Link("/etc/systemd/system/sleep.target", "/dev/null");
        var facts = SecurityReader.Read(new MachineReader(machine.Roots));
        Assert.Equal((true, false, "permissive", LockdownMode.Integrity, 2, null), (facts.HasAppArmor, facts.IsSelinuxEnforcing, facts.SelinuxAtBoot, facts.Lockdown, facts.CgroupVersion, facts.User));
        Assert.Equal(["kvm", "libvirt"], facts.GroupNames);
        Assert.Equal(new SleepSettings(IsMasked: true, AllowSuspend: false, "ignore", null, null, null), facts.Sleep);
    }
}
