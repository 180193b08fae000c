namespace Passthrough.Tests.Changes;

/// <summary>A <see cref="ScratchHost"/> as Arch Linux lays it out: kernels named after packages, mkinitcpio with presets, GRUB.</summary>
internal static class ArchMachine
{
    public const string Version = "6.9.1-arch1-1";
    public const string Preset = "etc/mkinitcpio.d/linux.preset";

    public static ScratchHost Create()
    {
        var host = new ScratchHost();
        Directory.Delete(host.Roots.Etc("initramfs-tools"), recursive: true);
        Array.ForEach(Directory.GetFiles(host.Roots.Boot()), File.Delete);
        Directory.Delete(host.Roots.Lib("modules"), recursive: true);
        host.Write("usr/bin/mkinitcpio", "");
        host.Write("boot/vmlinuz-linux", "kernel");
        host.Write("boot/initramfs-linux.img", "old image");
        host.Write("boot/initramfs-linux-fallback.img", "old fallback");
        host.Write($"lib/modules/{Version}/pkgbase", "linux\n");
        host.Write($"lib/modules/{Version}/modules.dep", "kernel/drivers/vfio/pci/vfio-pci.ko.zst: kernel/drivers/vfio/vfio.ko.zst\n");
        host.Write("etc/mkinitcpio.conf", "MODULES=(i915)\nHOOKS=(base udev autodetect modconf kms block filesystems fsck)\n");
        host.Write(Preset, "ALL_kver=\"/boot/vmlinuz-linux\"\nPRESETS=('default' 'fallback')\ndefault_image=\"/boot/initramfs-linux.img\"\nfallback_image=\"/boot/initramfs-linux-fallback.img\"\nfallback_options=\"-S autodetect\"\n");
        host.Write("proc/sys/kernel/osrelease", Version + "\n");
        host.Write("proc/cmdline", "BOOT_IMAGE=/boot/vmlinuz-linux root=UUID=aa rw quiet\n");
        host.Write("boot/grub/grub.cfg", ToolDouble.GrubConfiguration(host.Roots));
        return host;
    }
}
