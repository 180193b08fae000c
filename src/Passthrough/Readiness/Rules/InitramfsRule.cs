using Passthrough.Host;
using Passthrough.Host.Boot;

namespace Passthrough.Readiness.Rules;

/// <summary>Is the initramfs generator one that this program works with.</summary>
internal static class InitramfsRule
{
    /// <summary>Exactly one finding.</summary>
    public static IEnumerable<Finding> Judge(HostFacts facts)
    {
        yield return facts.Boot.Generator switch
        {
            InitramfsGenerator.InitramfsTools => new Finding(
                "initramfs-tools", Severity.Good, "initramfs-tools builds the initramfs; early isolation can be put into it.", [new Evidence(HostRoots.Live.Etc("initramfs-tools"), "present")]),
            InitramfsGenerator.Dracut => NotYet(
                "dracut",
                "Write force_drivers+=\" vfio_pci vfio vfio_iommu_type1 \" to /etc/dracut.conf.d/vfio.conf, then run: sudo dracut --force --regenerate-all"),
            InitramfsGenerator.Mkinitcpio => NotYet(
                "mkinitcpio",
                "Put vfio_pci vfio vfio_iommu_type1 first into MODULES of /etc/mkinitcpio.conf (not vfio_virqfd: it is gone since Linux 6.2), keep the modconf hook, then run: sudo mkinitcpio -P"),
            InitramfsGenerator.Booster => NotYet(
                "booster",
                "Write modules_force_load: vfio_pci,vfio,vfio_iommu_type1 to /etc/booster.yaml, then run: sudo /usr/lib/booster/regenerate_images"),
            _ => new Finding(
                "initramfs-unknown",
                Severity.Warning,
                "Nothing that builds an initramfs was recognised, so early isolation will not be set up.",
                [new Evidence(HostRoots.Live.Usr("sbin"), "neither update-initramfs, dracut, mkinitcpio nor booster")],
                "See that vfio-pci is loaded before the card's driver, by the means of this distribution."),
        };
    }

    private static Finding NotYet(string generator, string byHand) => new(
        $"initramfs-{generator}",
        Severity.Warning,
        $"{generator} builds the initramfs; this program does not change its configuration yet.",
        [new Evidence(HostRoots.Live.Usr("bin"), generator)],
        byHand);
}
