namespace Passthrough.LabTests;

/// <summary>A machine that is started by a unified kernel image, which dracut built, and which has booted from it.</summary>
public abstract class UnifiedImageMachine(LabWorkshop workshop) : TriedMachine(workshop)
{
    /// <summary>The image.</summary>
    public const string Image = "/boot/efi/EFI/Linux/linux-*.efi";

    protected override async Task InstallAsync()
    {
        await OutputAsync("dpkg --purge --force-depends initramfs-tools initramfs-tools-core && rm -rf /etc/initramfs-tools");

        // What only costs an emulated processor time is left out.
        await OutputAsync("{ printf 'uefi=yes\\ndo_strip=no\\nearly_microcode=no\\ncompress=lz4\\n'; sed \"s/^BOOT_IMAGE=[^ ]* \\(.*\\)/kernel_cmdline='\\1'/; s/ intel_iommu=off//\" /proc/cmdline; } > /etc/dracut.conf.d/10-unified.conf");
        await OutputAsync("mkdir -p /boot/efi/EFI/Linux && dracut --force --uefi /boot/efi/EFI/Linux/linux-$(uname -r)-$(cat /etc/machine-id).efi $(uname -r)");
        await StartByImageAsync();
    }

    /// <summary>Tells the firmware to start the image, or something that starts it.</summary>
    protected abstract Task StartByImageAsync();
}
