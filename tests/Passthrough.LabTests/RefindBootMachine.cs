namespace Passthrough.LabTests;

/// <summary>A machine that Debian's rEFInd starts instead of GRUB, with the kernel and its initramfs on the root file system, which rEFInd's driver reads, and which has booted so.</summary>
public sealed class RefindBootMachine(LabWorkshop workshop) : TriedMachine(workshop)
{
    protected override async Task InstallAsync()
    {
        await OutputAsync("DEBIAN_FRONTEND=noninteractive dpkg --install /usr/share/passthrough-rehearsal/packages/refind/*.deb");

        // Its graphics cost an emulated processor time, and nobody is there to choose.
        await OutputAsync("printf 'timeout 1\\ntextonly true\\ndefault_selection vmlinuz\\n' >> /boot/efi/EFI/refind/refind.conf");
    }
}
