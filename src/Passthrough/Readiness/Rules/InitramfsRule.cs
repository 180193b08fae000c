using Passthrough.Host;
using Passthrough.Host.Boot;

namespace Passthrough.Readiness.Rules;

/// <summary>Is the initramfs generator one that this program works with.</summary>
internal static class InitramfsRule
{
    private static readonly FindingKind InitramfsTools = new("initramfs-tools", Severity.Good, "initramfs-tools builds the initramfs.");
    private static readonly FindingKind InitramfsDracut = new("initramfs-dracut", Severity.Good, "dracut builds the initramfs.");
    private static readonly FindingKind InitramfsMkinitcpio = new("initramfs-mkinitcpio", Severity.Good, "mkinitcpio builds the initramfs.");
    private static readonly FindingKind InitramfsBooster = new("initramfs-booster", Severity.Warning, "booster builds the initramfs.");
    private static readonly FindingKind InitramfsUnknown = new("initramfs-unknown", Severity.Warning, "No known program that builds an initramfs is installed.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "What builds the initramfs?",
        [InitramfsTools, InitramfsDracut, InitramfsMkinitcpio, InitramfsBooster, InitramfsUnknown],
        Judge);

    /// <summary>Exactly one finding.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        yield return facts.Boot.Generator switch
        {
            InitramfsGenerator.InitramfsTools => InitramfsTools.Found("initramfs-tools builds the initramfs; early isolation can be put into it.", [new Evidence(HostRoots.Live.Etc("initramfs-tools"), "present")]),
            InitramfsGenerator.Dracut => InitramfsDracut.Found("dracut builds the initramfs; early isolation can be put into it.", [new Evidence(HostRoots.Live.Usr("bin"), "dracut")]),
            InitramfsGenerator.Mkinitcpio => InitramfsMkinitcpio.Found("mkinitcpio builds the initramfs; early isolation can be put into it.", [new Evidence(HostRoots.Live.Usr("bin"), "mkinitcpio")]),
            InitramfsGenerator.Booster => InitramfsBooster.Found(
                "booster builds the initramfs; this program does not change its configuration yet.",
                [new Evidence(HostRoots.Live.Usr("bin"), "booster")],
                "Write modules_force_load: vfio_pci,vfio,vfio_iommu_type1 to /etc/booster.yaml, then run: sudo /usr/lib/booster/regenerate_images"),
            _ => InitramfsUnknown.Found(
                "Nothing that builds an initramfs was recognised, so early isolation will not be set up.",
                [new Evidence(HostRoots.Live.Usr("sbin"), "neither update-initramfs, dracut, mkinitcpio nor booster")],
                "See that vfio-pci is loaded before the card's driver, by the means of this distribution."),
        };
    }
}
