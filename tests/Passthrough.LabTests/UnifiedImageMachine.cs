using Passthrough.Rehearsal.VirtualPc;

namespace Passthrough.LabTests;

/// <summary>A machine that is started by a unified kernel image, which dracut built, and which has booted from it.</summary>
public abstract class UnifiedImageMachine(LabWorkshop workshop) : LabMachine(workshop, new VirtualPcLayout())
{
    /// <summary>The firmware's variables that say what starts, and the bytes of each.</summary>
    private const string Variables = "cd /sys/firmware/efi/efivars && sha256sum BootOrder-* $(ls | grep -E '^(Boot[0-9A-F]{4}|BootNext|LoaderEntry(Default|OneShot))-')";

    /// <summary>The image.</summary>
    public const string Image = "/boot/efi/EFI/Linux/linux-*.efi";

    /// <summary><see cref="Variables"/> before anything was changed.</summary>
    public string VariablesAtFirst { get; private set; } = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await OutputAsync("sed -i 's/umask=0077,noauto/umask=0077/' /etc/fstab && systemctl daemon-reload && mount /boot/efi");
        await OutputAsync("dpkg --purge --force-depends initramfs-tools initramfs-tools-core && rm -rf /etc/initramfs-tools");

        // What only costs an emulated processor time is left out.
        await OutputAsync("{ printf 'uefi=yes\\ndo_strip=no\\nearly_microcode=no\\ncompress=lz4\\n'; sed \"s/^BOOT_IMAGE=[^ ]* \\(.*\\)/kernel_cmdline='\\1'/; s/ intel_iommu=off//\" /proc/cmdline; } > /etc/dracut.conf.d/10-unified.conf");
        await OutputAsync("mkdir -p /boot/efi/EFI/Linux && dracut --force --uefi /boot/efi/EFI/Linux/linux-$(uname -r)-$(cat /etc/machine-id).efi $(uname -r)");
        await StartByImageAsync();
        await RebootAsync();
        ManifestAtFirst = await ManifestAsync();
        VariablesAtFirst = await VariablesAsync();
    }

    public Task<string> VariablesAsync() => OutputAsync(Variables);

    /// <summary>Tells the firmware to start the image, or something that starts it.</summary>
    protected abstract Task StartByImageAsync();
}
