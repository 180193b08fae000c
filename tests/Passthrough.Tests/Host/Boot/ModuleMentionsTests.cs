using Passthrough.Host.Boot;
using Passthrough.Host.Reading;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Boot;

public class ModuleMentionsTests
{
    [Fact]
    public void Every_place_in_which_an_administrator_names_modules_is_read()
    {
        using var machine = new ScratchMachine()
            .File("/etc/modules", "# comment\nvfio-pci ids=1:2  disable_vga=1\n")
            .File("/etc/modules-load.d/vfio.conf", "; comment\nvfio\n").File("/etc/modules-load.d/README", "nothing\n")
            .File("/etc/initramfs-tools/modules", "vfio_virqfd\n")
            .File("/etc/mkinitcpio.conf", "# MODULES=(old)\nMODULES=(vfio_pci\n  vfio # the base\n)\nHOOKS=(base udev)\n")
            .File("/etc/dracut.conf.d/vfio.conf", "add_drivers+=\" vfio vfio-pci \"\nhostonly=\"yes\"\n")
            .File("/etc/booster.yaml", "modules: vfio_pci,vfio?\nstrip: true\n")
            .File("/etc/modprobe.d/vfio.conf", "options vfio-pci \\\n  ids=10de:1b81\nblacklist nouveau\nsoftdep nvidia pre: vfio-pci\ninstall nvidia /bin/false\n");
        Assert.Equal(
            [
                "/etc/modules Loaded vfio_pci ids=1:2 disable_vga=1",
                "/etc/modules-load.d/vfio.conf Loaded vfio ",
                "/etc/initramfs-tools/modules InInitramfs vfio_virqfd ",
                "/etc/mkinitcpio.conf InInitramfs vfio_pci ",
                "/etc/mkinitcpio.conf InInitramfs vfio ",
                "/etc/dracut.conf.d/vfio.conf InInitramfs vfio ",
                "/etc/dracut.conf.d/vfio.conf InInitramfs vfio_pci ",
                "/etc/booster.yaml InInitramfs vfio_pci ",
                "/etc/booster.yaml InInitramfs vfio ",
                "/etc/modprobe.d/vfio.conf Options vfio_pci ids=10de:1b81",
                "/etc/modprobe.d/vfio.conf Blacklisted nouveau ",
                "/etc/modprobe.d/vfio.conf SoftDependency nvidia pre: vfio-pci",
            ],
            ModuleMentions.Read(new MachineReader(machine.Roots)).Select(mention => $"{mention.Path} {mention.Kind} {mention.Module} {mention.Rest}"));
    }

    [Fact]
    public void Rubbish_is_swallowed()
    {
        Rubbish.IsSwallowedBy(text => _ = ModuleMentions.ParseGenerator("f", text).ToList(), "MODULES=", "(", ")", "\"", "\n", "#", " a ", "modules:", "[", ",");
        Rubbish.IsSwallowedBy(text => _ = ModuleMentions.ParseModprobe("f", text).ToList(), "options", " ", "\\\n", "\n", "#", "blacklist", "a");
        Rubbish.IsSwallowedBy(text => _ = ModuleMentions.ParseList("f", ModuleMentionKind.Loaded, text).ToList(), ";", " ", "\n", "#", "a");
    }
}
