using Passthrough.Readiness;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Readiness.Rules;

public class MachineRulesTests
{
    private const string Descriptors = "/usr/share/qemu/firmware";

    [Fact]
    public void A_desktop_in_order_has_nothing_above_a_note_about_the_machine()
    {
        using var machine = Desktop.Intel(" intel_iommu=on iommu=pt").Board(isIommuOn: true).WithRadeon(group: 14);
        Assert.DoesNotContain(Judged.All(machine), finding => finding.Gpu is null && finding.Severity > Severity.Note);
    }

    [Fact]
    public void Ids_that_catch_a_twin_or_the_boot_card_or_nothing_are_named_and_others_are_not()
    {
        using var machine = Desktop.Intel(" vfio-pci.ids=1002:73bf,1002:ab28,10de:1111").Board(isIommuOn: true).WithRadeon(group: 14)
            .Pci("0000:00:1c.0", "8086:a338", "060400", "pcieport", 20)
            .Pci("0000:00:1c.0/0000:02:00.0", "1002:73bf", "030000", "amdgpu", 21, bootVga: false)
            .File("/etc/modprobe.d/vfio.conf", "options vfio-pci ids=8086:3e98\nsoftdep amdgpu pre: vfio-pci\n");
        var caught = Judged.All(machine).Where(finding => finding.Id is "vfio-ids-catch-more").ToList();
        Assert.Equal(["1002:73bf", "8086:3e98"], caught.Select(finding => finding.Title.Split(' ')[5].TrimEnd(':')));
        Assert.Contains("/etc/modprobe.d/vfio.conf", caught[1].Read(), StringComparison.Ordinal);
        Assert.Contains("10de:1111", Judged.One(machine, "vfio-ids-catch-nothing").Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Switches_that_let_a_guest_out_are_told_and_their_absence_is_not()
    {
        using var safe = Desktop.Intel().File("/sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts", "N\n").File("/sys/module/vfio/parameters/enable_unsafe_noiommu_mode", "N\n");
        using var unsafeOne = Desktop.Intel().File("/sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts", "Y\n").File("/sys/module/vfio/parameters/enable_unsafe_noiommu_mode", "Y\n");
        Assert.Equal(["unsafe-interrupts-allowed", "unsafe-no-iommu-mode"], Judged.Ids(unsafeOne).Where(id => id.StartsWith("unsafe", StringComparison.Ordinal)));
        Assert.DoesNotContain(Judged.Ids(safe), id => id.StartsWith("unsafe", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/sys/module/kvm_amd/parameters/npt", "0", "6.1.0", 1)]
    [InlineData("/sys/module/kvm_amd/parameters/npt", "1", "6.1.0", 0)]
    [InlineData("/sys/module/kvm_amd/parameters/npt", "0", "4.14.0", 0)]
    [InlineData("/sys/module/kvm_intel/parameters/ept", "N", "6.1.0", 1)]
    public void Nested_paging_that_is_off_is_warned_of_where_it_has_no_reason(string parameter, string value, string kernel, int expected)
    {
        using var machine = Desktop.Intel().File(parameter, value + "\n").File("/proc/sys/kernel/osrelease", kernel + "\n");
        Assert.Equal(expected, Judged.Ids(machine).Count(id => id is "kvm-nested-paging-off"));
    }

    [Fact]
    public void Unknown_registers_are_a_note_about_windows()
    {
        using var machine = Desktop.Intel().File("/sys/module/kvm/parameters/ignore_msrs", "N\n");
        using var set = Desktop.Intel().File("/sys/module/kvm/parameters/ignore_msrs", "Y\n");
        Assert.Equal(Severity.Note, Judged.One(machine, "kvm-unknown-msrs").Severity);
        Assert.DoesNotContain("kvm-unknown-msrs", Judged.Ids(set));
    }

    [Fact]
    public void A_user_without_the_groups_is_told_to_join_them_and_nobody_is_told_about_another_machine()
    {
        using var machine = Desktop.Intel().File("/etc/group", "root:x:0:\nkvm:x:104:\nlibvirt:x:105:\n");
        var outsider = Judged.AsUser(machine, canUseKvm: false);
        Assert.Contains("usermod -aG kvm", Judged.One(outsider, "kvm-closed-to-user").Remedy, StringComparison.Ordinal);
        Assert.Contains("usermod -aG libvirt", Judged.One(outsider, "libvirt-closed-to-user").Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(Judged.AsUser(machine, canUseKvm: true, "kvm", "libvirt"), finding => finding.Id.EndsWith("-closed-to-user", StringComparison.Ordinal));
        Assert.DoesNotContain(Judged.Ids(machine), id => id.EndsWith("-closed-to-user", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("4.19.0-27-amd64", 1)]
    [InlineData("5.4.0-150-generic", 0)]
    [InlineData("6.1.0-25-amd64", 0)]
    [InlineData("custom", 0)]
    public void Only_a_kernel_before_5_4_is_old(string version, int expected)
    {
        using var machine = Desktop.Intel().File("/proc/sys/kernel/osrelease", version + "\n");
        Assert.Equal(expected, Judged.Ids(machine).Count(id => id is "kernel-old"));
    }

    [Fact]
    public void The_module_that_left_the_kernel_is_a_warning_only_where_a_build_breaks_on_it()
    {
        using var listed = Desktop.Intel().File("/etc/initramfs-tools/modules", "vfio\nvfio_virqfd\n").File("/proc/sys/kernel/osrelease", "6.8.0\n");
        using var before = Desktop.Intel().File("/etc/initramfs-tools/modules", "vfio\nvfio_virqfd\n");
        using var arch = new ScratchMachine().File("/proc/sys/kernel/osrelease", "6.8.1-arch1-1\n").File("/usr/bin/mkinitcpio").File("/etc/mkinitcpio.conf", "MODULES=(vfio_pci vfio_virqfd)\n");
        Assert.Contains("update-initramfs", Judged.One(listed, "vfio-virqfd-listed").Remedy, StringComparison.Ordinal);
        Assert.Contains("mkinitcpio -P", Judged.One(arch, "vfio-virqfd-in-initramfs").Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("vfio-virqfd-listed", Judged.Ids(before));
    }

    [Fact]
    public void Firmware_for_guests_without_a_descriptor_or_without_its_file_is_told_apart()
    {
        using var missing = Desktop.Intel();
        File.Delete(missing.Path("/usr/share/OVMF/OVMF_CODE_4M.fd"));
        using var undescribed = Desktop.Intel();
        Directory.Delete(undescribed.Path(Descriptors), recursive: true);
        Assert.Contains("/usr/share/OVMF/OVMF_CODE_4M.fd = absent", Judged.One(missing, "guest-firmware-file-missing").Read(), StringComparison.Ordinal);
        Assert.Contains("/usr/share/OVMF/OVMF_CODE_4M.fd", Judged.One(undescribed, "guest-firmware-undescribed").Read(), StringComparison.Ordinal);
        Assert.Contains("guest-tools", Judged.Ids(undescribed));
    }

    [Fact]
    public void Two_sizes_of_flash_and_only_the_small_one_are_noted()
    {
        using var both = Desktop.Intel().File($"{Descriptors}/70-small.json", Descriptor("/usr/share/OVMF/OVMF_CODE.fd", "")).Bytes("/usr/share/OVMF/OVMF_CODE.fd", new byte[1966080]);
        using var small = Desktop.Intel().File($"{Descriptors}/60-edk2-x86_64.json", Descriptor("/usr/share/OVMF/OVMF_CODE.fd", "")).Bytes("/usr/share/OVMF/OVMF_CODE.fd", new byte[1966080]);
        Assert.Contains("2 MiB", Judged.One(both, "guest-firmware-two-sizes").Read(), StringComparison.Ordinal);
        Assert.Contains("guest-firmware-only-small", Judged.Ids(small));
    }

    [Fact]
    public void Windows_11_has_what_it_needs_or_is_told_what_is_missing()
    {
        using var without = Desktop.Intel();
        using var with = Desktop.Intel().File("/usr/bin/swtpm").File($"{Descriptors}/40-keys.json", Descriptor("/usr/share/OVMF/OVMF_CODE_4M.ms.fd", "\"secure-boot\",\"enrolled-keys\",\"requires-smm\"")).File("/usr/share/OVMF/OVMF_CODE_4M.ms.fd");
        Assert.Contains("apt install swtpm", Judged.One(without, "guest-tpm-missing").Remedy, StringComparison.Ordinal);
        Assert.Contains("guest-secure-boot-missing", Judged.Ids(without));
        Assert.Equal(["guest-windows-11"], Judged.Ids(with).Where(id => id.StartsWith("guest-", StringComparison.Ordinal) && id is not "guest-tools"));
    }

    [Fact]
    public void Libvirt_that_does_not_run_is_told_on_the_running_machine_only()
    {
        using var stopped = Desktop.Intel();
        using var running = Desktop.Intel().File("/run/libvirt/libvirt-sock");
        Assert.Contains("systemctl enable --now libvirtd.socket", Judged.One(Judged.AsUser(stopped, true), "libvirt-not-running").Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(Judged.AsUser(running, true), finding => finding.Id is "libvirt-not-running");
        Assert.DoesNotContain("libvirt-not-running", Judged.Ids(stopped));
    }

    [Fact]
    public void A_list_of_devices_that_lacks_kvm_and_guests_as_root_are_found_in_the_configuration()
    {
        using var short1 = Desktop.Intel().File("/etc/libvirt/qemu.conf", "user = \"root\"\ncgroup_device_acl = [ \"/dev/null\", \"/dev/full\", \"/dev/zero\", \"/dev/random\", \"/dev/urandom\", \"/dev/ptmx\", \"/dev/kvmfr0\" ]\n");
        using var whole = Desktop.Intel().File("/etc/libvirt/qemu.conf", "cgroup_device_acl = [ \"/dev/null\", \"/dev/full\", \"/dev/zero\", \"/dev/random\", \"/dev/urandom\", \"/dev/ptmx\", \"/dev/kvm\", \"/dev/kvmfr0\" ]\n");
        Assert.Contains("lacks /dev/kvm:", Judged.One(short1, "libvirt-device-list-short").Title, StringComparison.Ordinal);
        Assert.Contains("libvirt-guests-as-root", Judged.Ids(short1));
        Assert.DoesNotContain(Judged.Ids(whole), id => id is "libvirt-device-list-short" or "libvirt-guests-as-root");
    }

    [Fact]
    public void What_confines_guests_is_noted()
    {
        using var machine = Desktop.Intel()
            .File("/sys/module/apparmor/parameters/enabled", "Y\n").File("/sys/fs/selinux/enforce", "1\n")
            .File("/sys/kernel/security/lockdown", "none [integrity] confidentiality\n").Folder("/sys/fs/cgroup/cpuset");
        using var open = Desktop.Intel()
            .File("/sys/module/apparmor/parameters/enabled", "N\n").File("/sys/fs/selinux/enforce", "0\n")
            .File("/sys/kernel/security/lockdown", "[none] integrity confidentiality\n").File("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu\n");
        string[] expected = ["guests-under-apparmor", "guests-under-selinux", "kernel-lockdown", "cgroup-v1"];
        Assert.Equal(expected, Judged.Ids(machine).Where(expected.Contains));
        Assert.DoesNotContain(Judged.Ids(open), expected.Contains);
    }

    [Fact]
    public void Docker_is_blamed_only_where_the_host_has_a_bridge_for_guests()
    {
        using var machine = NetworkDesktop.Bridged();
        using var alone = Desktop.Intel();
        Assert.Contains("-i br0 -o br0", Judged.One(machine, "network-docker-drops-bridged").Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(Judged.Ids(machine), id => id is "network-wireless-only");
        Assert.DoesNotContain(Judged.Ids(alone), id => id.StartsWith("network-", StringComparison.Ordinal));
    }

    [Fact]
    public void A_machine_that_is_on_the_network_by_radio_only_is_told_what_works()
    {
        using var machine = Desktop.Intel()
            .File("/sys/devices/pci0000:00/0000:00:14.3/net/wlan0/type", "1\n").File("/sys/devices/pci0000:00/0000:00:14.3/net/wlan0/uevent", "DEVTYPE=wlan\nINTERFACE=wlan0\n")
            .File("/sys/devices/pci0000:00/0000:00:14.3/net/wlan0/carrier", "1\n").Link("/sys/class/net/wlan0", "../../devices/pci0000:00/0000:00:14.3/net/wlan0");
        Assert.Contains("NAT", Judged.One(machine, "network-wireless-only").Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_that_falls_asleep_when_idle_is_warned_of_and_a_masked_sleep_is_good()
    {
        using var idle = Desktop.Intel().File("/etc/systemd/logind.conf", "[Login]\nIdleAction=suspend\n");
        using var masked = Desktop.Intel().File("/etc/systemd/logind.conf", "[Login]\nIdleAction=suspend\n").Link("/etc/systemd/system/sleep.target", "/dev/null");
        using var plain = Desktop.Intel();
        Assert.Equal(Severity.Warning, Judged.One(idle, "sleeps-when-idle").Severity);
        Assert.Equal(Severity.Good, Judged.One(masked, "sleep-off").Severity);
        Assert.DoesNotContain(Judged.Ids(plain), id => id.StartsWith("sleep", StringComparison.Ordinal));
        Assert.Contains(Judged.AsUser(plain, true), finding => finding.Id is "sleep-possible");
    }

    [Theory]
    [InlineData("nomodeset", "parameter-nomodeset")]
    [InlineData("intremap=off", "parameter-harms")]
    [InlineData("pci=nommconf,noats", "parameter-harms")]
    [InlineData("iommu=soft", "parameter-harms")]
    [InlineData("iommu=on", "parameter-without-effect")]
    [InlineData("video=efifb:off,vesafb:off", "parameter-without-effect")]
    [InlineData("rd.driver.pre=vfio-pci", "parameter-without-effect")]
    [InlineData("intel_iommu=on,igfx_off", "parameter-igfx-off")]
    [InlineData("vfio_pci_ids=8086:9a49", "parameter-misspelt")]
    public void A_word_that_harms_or_does_nothing_is_named(string word, string id)
    {
        using var machine = Desktop.Intel($" {word} {word}");
        Assert.Contains(word, Judged.One(machine, id).Read(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("intel_iommu=on")]
    [InlineData("iommu=pt")]
    [InlineData("video=efifb:off")]
    [InlineData("video=HDMI-A-1:1920x1080@60")]
    [InlineData("pci=noaer,realloc")]
    [InlineData("vfio_pci.ids=10de:1b81")]
    [InlineData("amd_iommu=pgtbl_v2")]
    public void A_word_that_works_is_not(string word)
    {
        using var machine = Desktop.Intel($" {word}");
        Assert.DoesNotContain(Judged.Ids(machine), id => id.StartsWith("parameter-", StringComparison.Ordinal));
    }

    [Fact]
    public void Switching_efifb_off_does_nothing_where_the_kernel_has_its_generic_driver()
    {
        using var machine = Desktop.Intel(" video=efifb:off").Folder("/sys/bus/platform/drivers/simple-framebuffer");
        Assert.Contains("simpledrm", Judged.One(machine, "parameter-without-effect").Title, StringComparison.Ordinal);
    }

    private static string Descriptor(string code, string features) =>
        $$$"""{"interface-types":["uefi"],"mapping":{"device":"flash","executable":{"filename":"{{{code}}}","format":"raw"},"nvram-template":{"filename":"/usr/share/OVMF/OVMF_VARS.fd","format":"raw"}},"features":[{{{features}}}],"targets":[{"architecture":"x86_64","machines":["pc-q35-*"]}]}""";
}
