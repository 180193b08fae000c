using Passthrough.Rehearsal.VirtualPc;

namespace Passthrough.LabTests;

/// <summary>A machine whose initramfs dracut builds instead of initramfs-tools, and which has booted from such an image.</summary>
public sealed class DracutMachine(LabWorkshop workshop) : LabMachine(workshop, new VirtualPcLayout())
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        (await RunAsync("dpkg --purge --force-depends initramfs-tools initramfs-tools-core && rm -rf /etc/initramfs-tools")).Expect();
        (await RunAsync("dracut --force /boot/initrd.img-$(uname -r) $(uname -r)")).Expect();
        await RebootAsync();
        ManifestAtFirst = await ManifestAsync();
    }
}
