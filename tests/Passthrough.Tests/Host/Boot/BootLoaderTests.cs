using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Boot;

public class BootLoaderTests
{
    [Fact]
    public void Grub_is_known_by_a_command_line_that_equals_an_entry()
    {
        using var machine = Desktop.Intel();
        var boot = HostReader.Read(machine.Roots).Boot;
        Assert.Equal(BootLoaderKind.Grub, boot.Loader.Kind);
        Assert.Contains("equals the entry 'Debian GNU/Linux'", boot.Loader.Evidence[0], StringComparison.Ordinal);
        Assert.Equal("/boot/grub/grub.cfg", boot.Loader.ConfigurationPath);
        Assert.True(Assert.Single(boot.Entries).IsDefault);
    }

    [Fact]
    public void Grub_is_still_known_when_its_entries_changed_since_boot()
    {
        using var machine = Desktop.Intel().File("/proc/cmdline", "BOOT_IMAGE=/boot/vmlinuz-6.1.0-25-amd64 root=UUID=0e3b ro quiet splash\n");
        var loader = HostReader.Read(machine.Roots).Boot.Loader;
        Assert.Equal(BootLoaderKind.Grub, loader.Kind);
        Assert.Contains("weaker evidence", loader.Evidence[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BOOT_IMAGE=/boot/vmlinuz-6.1 root=UUID=another ro quiet")]
    [InlineData("root=UUID=0e3b ro quiet")]
    [InlineData("")]
    public void What_grub_did_not_boot_is_unknown(string commandLine)
    {
        using var machine = Desktop.Intel().File("/proc/cmdline", commandLine);
        Assert.Equal(BootLoaderKind.Unknown, HostReader.Read(machine.Roots).Boot.Loader.Kind);
    }

    [Theory]
    [InlineData("systemd-boot 252.22-1~deb12u1", BootLoaderKind.SystemdBoot)]
    [InlineData("rEFInd 0.14.0", BootLoaderKind.Refind)]
    [InlineData("Limine 9.3.0", BootLoaderKind.Limine)]
    [InlineData("another 1", BootLoaderKind.Other)]
    [InlineData("GRUB 2.12", BootLoaderKind.Grub)]
    public void The_loaders_own_efi_variable_decides(string info, BootLoaderKind expected)
    {
        using var machine = Desktop.Intel().Variable("LoaderInfo", info);
        Assert.Equal(expected, HostReader.Read(machine.Roots).Boot.Loader.Kind);
    }

    [Theory]
    [InlineData("root=UUID=aa ro quiet passthrough=off", BootLoaderKind.Refind)]
    [InlineData("root=UUID=bb ro quiet passthrough=off", BootLoaderKind.Unknown)]
    [InlineData("root=UUID=aa ro loud", BootLoaderKind.Unknown)]
    public void A_kernel_that_the_firmware_started_as_before_belongs_to_the_loader_that_has_its_root(string commandLine, BootLoaderKind expected)
    {
        using var machine = new ScratchMachine().File("/proc/cmdline", commandLine).File("/boot/refind_linux.conf", "\"Standard\" \"root=UUID=aa ro quiet iommu=pt\"\n");
        Assert.Equal(expected, HostReader.Read(machine.Roots).Boot.Loader.Kind);
    }

    [Fact]
    public void A_snapshot_without_a_command_line_says_why_nothing_is_known()
    {
        using var machine = new ScratchMachine().File("/boot/grub/grub.cfg").File("/etc/default/grub");
        var loader = HostReader.Read(machine.Roots).Boot.Loader;
        Assert.Equal(BootLoaderKind.Unknown, loader.Kind);
        Assert.Contains("/proc/cmdline", Assert.Single(loader.Evidence), StringComparison.Ordinal);
    }

    [Fact]
    public void Installed_kernels_and_configuration_files_are_found()
    {
        using var machine = Desktop.Intel()
            .File("/etc/default/grub.d/passthrough.cfg", "x").File("/etc/default/grub.d/README", "y")
            .File("/etc/initramfs-tools/scripts/init-top/passthrough", "z")
            .File("/boot/vmlinuz-linux").File("/usr/lib/modules/6.9.1-arch1/pkgbase", "linux\n").File("/usr/lib/modules/6.9.1-arch1/modules.dep");
        var boot = HostReader.Read(machine.Roots).Boot;
        Assert.Equal(InitramfsGenerator.InitramfsTools, boot.Generator);
        Assert.Equal(
            [
                new InstalledKernel("6.1.0-25-amd64", "/boot/vmlinuz-6.1.0-25-amd64", "/boot/initrd.img-6.1.0-25-amd64", DriverForm.Module, IsRunning: true),
                new InstalledKernel("6.9.1-arch1", "/boot/vmlinuz-linux", null, DriverForm.Absent, IsRunning: false),
            ],
            boot.Kernels);
        Assert.Equal(
            ["/etc/default/grub", "/etc/default/grub.d/passthrough.cfg", "/etc/initramfs-tools/scripts/init-top/passthrough"],
            boot.ConfigurationFiles.Select(file => file.Path));
    }
}
