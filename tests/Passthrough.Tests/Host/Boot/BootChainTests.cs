using System.Text;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.Limine;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Host.Boot.Refind;
using Passthrough.Host.Firmware;
using Passthrough.Host.Pci;
using Passthrough.Planning;
using Passthrough.Readiness;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Boot;

/// <summary>What booted is told from what booted, also where the files of other loaders lie about.</summary>
public class BootChainTests
{
    private const string Entry = "title Arch\nlinux /vmlinuz-linux\ninitrd /initramfs-linux.img\noptions root=UUID=0e3b rw\noptions quiet\n";
    private const string Limine = "timeout: 3\n/Arch\n    protocol: linux\n    path: boot():/vmlinuz-linux\n    cmdline: root=UUID=0e3b rw quiet\n    module_path: boot():/initramfs-linux.img\n";
    private const string Refind = "\"Boot\"  \"root=UUID=0e3b rw quiet\"\n\"Rescue\" \"root=UUID=0e3b rw single\"\n";

    [Fact]
    public void A_machine_with_grubs_files_that_booted_systemd_boot_is_recognised()
    {
        using var machine = Desktop.Intel().Variable("LoaderInfo", "systemd-boot 255.4")
            .File("/proc/cmdline", "initrd=\\initramfs-linux.img root=UUID=0e3b rw quiet\n").File("/boot/loader/entries/arch.conf", Entry);
        var boot = HostReader.Read(machine.Roots).Boot;
        Assert.Equal(BootLoaderKind.SystemdBoot, boot.Loader.Kind);
        Assert.Equal("/boot/loader/entries/arch.conf", boot.Loader.ConfigurationPath);
        Assert.Contains("equals the entry 'Arch'", boot.Loader.Evidence[1], StringComparison.Ordinal);
        var entry = Assert.Single(boot.Entries);
        Assert.Equal(["root=UUID=0e3b", "rw", "quiet"], entry.Parameters);
        Assert.True(entry.IsDefault);
    }

    [Fact]
    public void Grub_with_entries_of_its_own_folder_is_told_from_grub_with_a_menu()
    {
        using var machine = Desktop.Intel()
            .File("/boot/grub/grub.cfg", "set default=\"${saved_entry}\"\nblscfg\n")
            .File("/boot/loader/entries/abc-6.8.conf", "title Fedora\nversion 6.8\nlinux /vmlinuz-6.8\noptions $kernelopts $tuned_params\n")
            .File("/proc/cmdline", "BOOT_IMAGE=(hd0,gpt2)/vmlinuz-6.8 root=UUID=0e3b ro rhgb quiet\n");
        var boot = HostReader.Read(machine.Roots).Boot;
        Assert.Equal((BootLoaderKind.GrubLoaderEntries, KernelLineTool.Grubby), (boot.Loader.Kind, boot.LineTool));
        Assert.Equal("Fedora", Assert.Single(boot.Entries).Title);
    }

    [Fact]
    public void An_image_that_the_firmware_started_itself_is_known_by_its_stub()
    {
        using var machine = Desktop.Intel().Variable("StubInfo", "systemd-stub 255.4").File("/proc/cmdline", "root=UUID=0e3b rw\n");
        var boot = HostReader.Read(machine.Roots).Boot;
        Assert.Equal((BootLoaderKind.UnifiedKernelImage, KernelLineTool.UnifiedImageBuilder), (boot.Loader.Kind, boot.LineTool));
    }

    [Theory]
    [InlineData("/boot/loader/entries/arch.conf", Entry, "initrd=\\initramfs-linux.img root=UUID=0e3b rw quiet", BootLoaderKind.SystemdBoot)]
    [InlineData("/efi/limine.conf", Limine, "root=UUID=0e3b rw quiet", BootLoaderKind.Limine)]
    [InlineData("/boot/refind_linux.conf", Refind, "root=UUID=0e3b rw quiet initrd=boot\\initramfs-linux.img", BootLoaderKind.Refind)]
    public void A_loader_without_a_variable_is_known_by_the_entry_that_equals_the_running_line(string path, string text, string running, BootLoaderKind expected)
    {
        using var machine = Desktop.Intel().File("/proc/cmdline", running + "\n").File(path, text);
        var loader = HostReader.Read(machine.Roots).Boot.Loader;
        Assert.Equal((expected, path), (loader.Kind, loader.ConfigurationPath));
        Assert.Contains("weaker evidence", Assert.Single(loader.Evidence), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"\EFI\refind\refind_x64.efi", BootLoaderKind.Refind)]
    [InlineData(@"\EFI\Linux\arch.efi", BootLoaderKind.Unknown)]
    [InlineData(null, BootLoaderKind.Unknown)]
    public void What_the_firmware_itself_started_is_evidence_too(string? file, BootLoaderKind expected)
    {
        using var machine = Desktop.Intel().File("/proc/cmdline", "root=UUID=0e3b rw initrd=\\boot\\initramfs.img\n")
            .Bytes("/sys/firmware/efi/efivars/BootCurrent-8be4df61-93ca-11d2-aa0d-00e098032b8c", [6, 0, 0, 0, 0x1a, 0])
            .Bytes("/sys/firmware/efi/efivars/Boot001A-8be4df61-93ca-11d2-aa0d-00e098032b8c", LoadOption("my loader", file));
        var loader = HostReader.Read(machine.Roots).Boot.Loader;
        Assert.Equal(expected, loader.Kind);
        Assert.Equal(file is not null, loader.Evidence.Contains($"the firmware started 'my loader': {file}", StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/boot/loader/entries/arch.conf", Entry)]
    [InlineData("/efi/limine.conf", Limine)]
    [InlineData("/boot/refind_linux.conf", Refind)]
    public void An_entry_that_does_not_equal_the_running_line_proves_nothing(string path, string text)
    {
        using var machine = Desktop.Intel().File("/proc/cmdline", "root=UUID=another rw quiet\n").File(path, text);
        Assert.Equal(BootLoaderKind.Unknown, HostReader.Read(machine.Roots).Boot.Loader.Kind);
    }

    [Fact]
    public void The_default_entry_is_the_one_that_the_variable_or_the_configuration_names()
    {
        using var machine = Desktop.Intel().Variable("LoaderInfo", "systemd-boot 255.4")
            .File("/boot/loader/loader.conf", "timeout 3\ndefault  arch-lts*\n")
            .File("/boot/loader/entries/arch.conf", Entry)
            .File("/boot/loader/entries/arch-lts+2-1.conf", Entry.Replace("Arch", "LTS", StringComparison.Ordinal));
        Assert.Equal("LTS", HostReader.Read(machine.Roots).Boot.Entries.Single(entry => entry.IsDefault).Title);
        machine.Variable("LoaderEntryDefault", "arch.conf");
        Assert.Equal("Arch", HostReader.Read(machine.Roots).Boot.Entries.Single(entry => entry.IsDefault).Title);
    }

    [Fact]
    public void Without_a_named_default_the_newest_version_of_the_first_sort_key_boots()
    {
        using var machine = Desktop.Intel().Variable("LoaderInfo", "systemd-boot 255.4")
            .File("/boot/loader/entries/z-plain.conf", Entry)
            .File("/boot/loader/entries/a.conf", Entry.Replace("Arch", "6.9", StringComparison.Ordinal) + "sort-key debian\nversion 6.9.0\n")
            .File("/boot/loader/entries/b.conf", Entry.Replace("Arch", "6.10", StringComparison.Ordinal) + "sort-key debian\nversion 6.10.0\n");
        Assert.Equal(["6.10", "6.9", "Arch"], HostReader.Read(machine.Roots).Boot.Entries.Select(entry => entry.Title));
    }

    [Theory]
    [InlineData("/etc/NIXOS", "", """add to the configuration: boot.kernelParams = [ "intel_iommu=on" "iommu=pt" ]; then run: sudo nixos-rebuild boot""")]
    [InlineData("/usr/bin/rpm-ostree", " ostree=/ostree/boot.0/fedora/1/0", "run: sudo rpm-ostree kargs --append-if-missing=intel_iommu=on --append-if-missing=iommu=pt")]
    [InlineData("/usr/bin/bootc", " ostree=/ostree/boot.0/fedora/1/0", """add to a file in /usr/lib/bootc/kargs.d of the image: kargs = ["intel_iommu=on", "iommu=pt"]; then build the image and run: sudo bootc upgrade""")]
    public void Where_another_tool_writes_the_kernel_line_a_plan_is_refused_with_that_tools_own_steps(string file, string words, string steps)
    {
        using var machine = Desktop.Intel(words).Board(isIommuOn: true).WithRadeon(group: 1).File(file);
        var facts = HostReader.Read(machine.Roots);
        var refused = Assert.Throws<RefusedException>(() => Planner.Plan(facts, new PlanRequest(PciAddress.Parse("0000:01:00.0"))));
        Assert.Contains(steps, refused.NextStep, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/kernel/proxmox-boot-uuids", "add to the one line of /etc/kernel/cmdline: iommu=pt; then run: sudo proxmox-boot-tool refresh")]
    [InlineData("/etc/kernelstub/configuration", "run: sudo kernelstub --add-options \"iommu=pt\"")]
    [InlineData("/usr/bin/sdbootutil", "add to /etc/kernel/cmdline: iommu=pt; then run: sudo sdbootutil update-all-entries")]
    [InlineData("/etc/kernel/cmdline", "add to /etc/kernel/cmdline and the options line of each entry (/boot/loader/entries/arch.conf): iommu=pt")]
    [InlineData("/etc/unrelated", "add to the options line of /boot/loader/entries/arch.conf: iommu=pt")]
    public void Systemd_boots_entries_are_changed_where_this_machine_writes_them_from(string file, string steps)
    {
        using var machine = Desktop.Intel().Variable("LoaderInfo", "systemd-boot 255.4")
            .File("/proc/cmdline", "initrd=\\initramfs-linux.img root=UUID=0e3b rw quiet\n").File("/boot/loader/entries/arch.conf", Entry).File(file);
        Assert.Equal(steps, KernelLineSteps.Add(HostReader.Read(machine.Roots), ["iommu=pt"]));
    }

    [Fact]
    public void Limines_tool_and_images_of_the_firmware_have_steps_of_their_own()
    {
        using var limine = Desktop.Intel().Variable("LoaderInfo", "Limine 9.3.0").File("/etc/default/limine");
        using var image = Desktop.Intel().Variable("StubInfo", "systemd-stub 255").File("/usr/bin/mkinitcpio");
        Assert.Contains("""KERNEL_CMDLINE[default]+=" iommu=pt"; then run: sudo limine-update""", KernelLineSteps.Add(HostReader.Read(limine.Roots), ["iommu=pt"]), StringComparison.Ordinal);
        Assert.StartsWith("add to /etc/kernel/cmdline or a file in /etc/cmdline.d: iommu=pt; then run: ", KernelLineSteps.Add(HostReader.Read(image.Roots), ["iommu=pt"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Old_and_new_limine_files_say_the_same()
    {
        const string Old = "TIMEOUT=3\n${ROOT}=root=UUID=0e3b\n:+System\n::Arch\nPROTOCOL=linux\nKERNEL_PATH=boot:///vmlinuz-linux\nCMDLINE=${ROOT} rw quiet\nMODULE_PATH=boot:///initramfs-linux.img\n:Other\nPROTOCOL=chainload\n";
        const string New = "timeout: 3\n${ROOT}=root=UUID=0e3b\n/+System\n//Arch\nprotocol: linux\nkernel_path: boot():/vmlinuz-linux#0abc\ncmdline: ${ROOT} rw quiet\nmodule_path: boot():/initramfs-linux.img\n/Other\nprotocol: efi\n";
        var old = Assert.Single(LimineConfiguration.Parse("/boot/limine.cfg", Old));
        var renewed = Assert.Single(LimineConfiguration.Parse("/boot/limine.conf", New));
        Assert.Equal(["root=UUID=0e3b", "rw", "quiet"], old.Parameters);
        Assert.Equal(old.Parameters, renewed.Parameters);
        Assert.Equal(("Arch", "/vmlinuz-linux"), (renewed.Title, renewed.KernelPath));
    }

    [Fact]
    public void Rubbish_is_swallowed()
    {
        Rubbish.IsSwallowedAsBytesBy(bytes => EfiLoadOption.Parse(bytes), "\u0001\0\0\0", "\u0004\u0004", "\u0008\0", "a\0", "\0\0", "\u007f");
        Rubbish.IsSwallowedBy(text => LoaderEntryFile.Parse("/boot/loader/entries/a+1.conf", text), "linux", "options", " ", "\t", "\n", "#", "\"", "a=b", "initrd");
        Rubbish.IsSwallowedBy(text => LoaderEntriesReader.DefaultOf(text), "default", " ", "\n", "a");
        Rubbish.IsSwallowedBy(text => LimineConfiguration.Parse("/boot/limine.conf", text), "/", "+", ":", " ", "\n", "${", "}", "=", "protocol: linux", "path: ", "#", "cmdline: a", "default_entry: 2");
        Rubbish.IsSwallowedBy(text => LimineConfiguration.Parse("/boot/limine.cfg", text), ":", "+", "=", " ", "\n", "${", "}", "PROTOCOL=linux", "KERNEL_PATH=", "#", "CMDLINE=a");
        Rubbish.IsSwallowedBy(text => RefindLinuxConfiguration.Parse("/boot/refind_linux.conf", text), "\"", "\"\"", " ", "\n", "#", "a");
    }

    /// <summary>Attributes, then active, the length of the path, the description, a hard disk's node (empty here), the file's node and the end.</summary>
    private static byte[] LoadOption(string description, string? file)
    {
        byte[] name = file is null ? [] : [4, 4, (byte)(4 + (2 * (file.Length + 1))), 0, .. Encoding.Unicode.GetBytes(file + "\0")];
        byte[] path = [4, 1, 4, 0, .. name, 0x7f, 0xff, 4, 0];
        return [7, 0, 0, 0, 1, 0, 0, 0, (byte)path.Length, 0, .. Encoding.Unicode.GetBytes(description + "\0"), .. path];
    }
}
