using Passthrough.Rehearsal.VirtualPc;

namespace Passthrough.LabTests;

/// <summary>A machine that Debian's systemd-boot starts instead of GRUB, with entries that kernel-install wrote, and which has booted from one of them.</summary>
public sealed class SystemdBootMachine(LabWorkshop workshop) : LabMachine(workshop, new VirtualPcLayout())
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await OutputAsync(MountEfiPartition);
        await OutputAsync("bootctl install --make-machine-id-directory=yes");
        await OutputAsync("kernel-install add $(uname -r) /boot/vmlinuz-$(uname -r) /boot/initrd.img-$(uname -r)");
        await RebootAsync();
        ManifestAtFirst = await ManifestAsync();
    }
}
